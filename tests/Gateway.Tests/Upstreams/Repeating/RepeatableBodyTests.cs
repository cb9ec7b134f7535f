using System.Security.Cryptography;
using Gateway.Upstreams.Repeating;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Upstreams.Repeating;

public sealed class RepeatableBodyTests
{
    private const int Most = 50_000;

    public static TheoryData<int, bool, bool> Bodies => new()
    {
        // length, whether the request says it, whether it is held
        { 0, false, true },
        { 1, true, true },
        { Most, true, true },
        { Most, false, true },
        { Most + 1, true, false },
        { Most + 1, false, false },
        { Most * 3, false, false },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_HeldWhenSmallEnough_IsReadWholeInAnyCase(int length, bool isSaid, bool isHeld)
    {
        var sent = RandomNumberGenerator.GetBytes(length);
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(sent);
        request.ContentLength = isSaid ? length : null;

        var held = await RepeatableBody.TakeAsync(request, Most, TestContext.Current.CancellationToken);

        Assert.Equal(isHeld, held is not null);
        Assert.Equal(sent, await ReadAsync(request));
        held?.Offer(request);
        Assert.Equal(isHeld ? sent : [], await ReadAsync(request));
    }

    [Fact]
    public async Task NoneIsHeld_WhereTheLimitIsZero_AndNothingIsRead()
    {
        var body = new MemoryStream(new byte[10]);
        var request = new DefaultHttpContext().Request;
        request.Body = body;

        Assert.Null(await RepeatableBody.TakeAsync(request, most: 0, TestContext.Current.CancellationToken));
        Assert.Equal(0, body.Position);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var read = new MemoryStream();
        await request.Body.CopyToAsync(read, TestContext.Current.CancellationToken);
        return read.ToArray();
    }
}
