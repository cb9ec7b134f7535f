using System.Net;
using Gateway.Upstreams;
using Xunit;

namespace Gateway.Tests.Upstreams;

/// <summary>RFC 9110 §15, RFC 9112 §6.1 and §6.3: which answers leave no doubt about what they are and where they end.</summary>
public sealed class ResponseFramingTests
{
    public static TheoryData<string[], string[], bool> Answers => new()
    {
        // Content-Length lines, Transfer-Encoding lines, whether the answer is passed on.
        { [], [], true },
        { ["0"], [], true },
        { ["3"], [], true },
        { ["9223372036854775807"], [], true },
        { ["9223372036854775808"], [], false },
        { ["3, 3"], [], false },
        { ["3", "3"], [], false },
        { ["3", "5"], [], false },
        { ["abc"], [], false },
        { ["-1"], [], false },
        { ["+3"], [], false },
        { ["3.0"], [], false },
        { [""], [], false },
        { [], ["chunked"], true },
        { [], ["Chunked"], true },
        { ["3, 5"], ["chunked"], true },
        { [], ["gzip, chunked"], false },
        { [], ["GZIP", "chunked"], false },
        { [], ["deflate"], false },
        { [], ["x-compress,chunked"], false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Framing_Checked_IsRefusedWhereItIsInDoubt(string[] lengths, string[] codings, bool isPassedOn)
    {
        using var answer = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        answer.Content.Headers.Remove("Content-Length");
        answer.Content.Headers.TryAddWithoutValidation("Content-Length", lengths);
        answer.Headers.TryAddWithoutValidation("Transfer-Encoding", codings);

        var refused = Record.Exception(() => ResponseFraming.Check(answer)) as HttpRequestException;

        Assert.Equal(isPassedOn, refused is null);
        Assert.Equal(isPassedOn ? null : HttpRequestError.InvalidResponse, refused?.HttpRequestError);
    }

    [Theory]
    [InlineData(101, "websocket", true)]
    [InlineData(101, null, false)]
    [InlineData(99, null, false)]
    [InlineData(200, null, true)]
    [InlineData(599, null, true)]
    public void Status_Checked_IsRefusedWhereNobodyAskedForIt(int status, string? upgrade, bool isPassedOn)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("Upgrade", upgrade);
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request };

        var refused = Record.Exception(() => ResponseFraming.Check(answer)) as HttpRequestException;

        Assert.Equal(isPassedOn ? null : HttpRequestError.InvalidResponse, refused?.HttpRequestError);
    }
}
