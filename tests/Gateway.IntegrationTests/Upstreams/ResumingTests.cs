using System.Globalization;
using System.Security.Cryptography;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>A long answer that breaks goes on from another destination that has the same representation, or is seen to break.</summary>
public sealed class ResumingTests
{
    private const string Tag = "\"v1\"";
    private const int Sent = 40_000;

    private static readonly byte[] Whole = RandomNumberGenerator.GetBytes(100_000);

    public static TheoryData<string> Lifetimes => ["max-age=60", "max-age=0", "private"];

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public async Task Body_BreaksHalfway_GoesOnFromTheOtherDestination(string control)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Broken(("ETag", Tag), ("Cache-Control", control)));
        served.Second.Otherwise(Ranges(Tag));

        var response = await served.GetAsync();

        Assert.True(response.IsComplete);
        Assert.Equal(Whole, response.Body);
        var resumed = Assert.Single(served.Second.Requests);
        Assert.Equal(($"bytes={Sent}-", Tag), (resumed.Value("Range"), resumed.Value("If-Range")));
        Assert.Equal("/files", resumed.Value("X-Forwarded-Prefix"));
    }

    [Fact]
    public async Task ShortBodyWithADateOnly_Breaks_GoesOnFromTheOtherDestination()
    {
        const string changed = "Fri, 02 Jan 2026 03:04:05 GMT";
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Fault.ResetMidBody("01234"u8.ToArray(), 10, ("Last-Modified", changed)));
        served.Second.Otherwise(Reply.With(
            206, "56789"u8.ToArray(), ("Last-Modified", changed), ("Content-Range", "bytes 5-9/10")));

        var response = await served.GetAsync();

        Assert.Equal("0123456789", response.Text);
        var resumed = Assert.Single(served.Second.Requests);
        Assert.Equal(("bytes=5-", changed), (resumed.Value("Range"), resumed.Value("If-Range")));
    }

    public static TheoryData<string, string> Strangers => new()
    {
        // the tag of the broken answer, and of the other destination's
        { Tag, "\"v2\"" },
        { "W/\"v1\"", "W/\"v1\"" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Body_BreaksAndTheOtherHasAnother_ClientSeesTheBreak(string tag, string otherTag)
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Broken(("ETag", tag), ("Cache-Control", "max-age=60")));
        served.Second.Otherwise(Ranges(otherTag));

        await BrokenOff.IsSeenAsync(served.GetAsync());
    }

    [Fact]
    public async Task Body_MustNotBeStored_IsNotResumed()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Broken(("ETag", Tag), ("Cache-Control", "no-store")));
        served.Second.Otherwise(Ranges(Tag));

        await BrokenOff.IsSeenAsync(served.GetAsync());
        Assert.Empty(served.Second.Requests);
    }

    [Fact]
    public async Task Body_BreaksAtEveryDestination_ClientSeesTheBreak()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        served.First.Otherwise(Broken(("ETag", Tag), ("Cache-Control", "max-age=60")));
        served.Second.Otherwise(Fault.ResetBeforeResponse);

        await BrokenOff.IsSeenAsync(served.GetAsync());
    }

    [Fact]
    public async Task RestOfABody_FallsSilent_IsBrokenOffAsTheBodyWouldBe()
    {
        var (clock, never, idle) = (new ManualClock(), new Gate(), TimeSpan.FromSeconds(2));
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => settings.Set("Gateway:Upstreams:main:Resilience", new { AttemptTimeout = "00:10:00", IdleTimeout = idle }), clock);
        served.First.Otherwise(Broken(("ETag", Tag), ("Cache-Control", "max-age=60")));
        served.Second.Otherwise(context =>
        {
            context.Response.StatusCode = 206;
            return Reply.InTwoParts(
                Whole[Sent..^10], never, Whole[^10..], ("ETag", Tag), ("Content-Range", $"bytes {Sent}-{Whole.Length - 1}/{Whole.Length}"))(
                context);
        });
        var response = served.GetAsync();
        await never.ArrivedAsync();

        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(idle);
                return response.IsCompleted;
            },
            "the silence is over");

        await BrokenOff.IsSeenAsync(response);
    }

    private static RequestDelegate Broken(params (string Name, string Value)[] fields) =>
        Fault.ResetMidBody(Whole[..Sent], Whole.Length, fields);

    /// <summary>Answers a range when the tag is the one that is asked for, else the whole (RFC 9110 §13.1.5).</summary>
    private static RequestDelegate Ranges(string tag) => context =>
    {
        var range = context.Request.Headers.Range.ToString();
        if (range.Length == 0 || context.Request.Headers.IfRange != tag)
        {
            return Reply.With(200, Whole, ("ETag", tag))(context);
        }

        var from = int.Parse(range["bytes=".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture);
        return Reply.With(
            206, Whole[from..], ("ETag", tag), ("Content-Range", $"bytes {from}-{Whole.Length - 1}/{Whole.Length}"))(context);
    };
}
