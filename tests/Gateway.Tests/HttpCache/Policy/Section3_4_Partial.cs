using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §3.3 and §3.4: storing, using, completing and combining parts.</summary>
public class Section3_4_Partial
{
    public static TheoryData<string, string, string> Requests => new()
    {
        // Request for an entry that holds bytes 10 to 19 of 100, verdict.
        { "9111 3.3", "GET", "Miss partial" },
        { "9111 3.3", "HEAD", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=10-19", "Fresh" },
        { "9111 3.3", "GET | Range: bytes=12-15", "Fresh" },
        { "9111 3.3", "GET | Range: bytes=10-10,15-16", "Fresh" },
        { "9111 3.3", "GET | Range: bytes=9-19", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=10-20", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=10-", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=-5", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=10-10,30-31", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=100-", "Miss partial" },
        { "9111 3.3", "GET | Range: lines=10-11", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=12-15 | If-Range: \"a\"", "Fresh" },
        { "9111 3.3", "GET | Range: bytes=12-15 | If-Range: \"b\"", "Miss partial" },
        { "9111 3.3", "GET | Range: bytes=12-15 | Cache-Control: no-cache", "MustValidate request-no-cache" },
    };

    public static TheoryData<string, string, string, string> Combinations => new()
    {
        // Stored part, received part (of 100 bytes, ETag "a"), what they make: length and pieces (s stored, r received).
        { "9111 3.4", "bytes 0-49/100", "bytes 50-99/100", "whole s0+50 r0+50" },
        { "9111 3.4", "bytes 50-99/100", "bytes 0-49/100", "whole r0+50 s0+50" },
        { "9111 3.4", "bytes 0-59/100", "bytes 50-99/100", "whole s0+50 r0+50" },
        { "9111 3.4", "bytes 40-99/100", "bytes 0-49/100", "whole r0+50 s10+50" },
        { "9111 3.4", "bytes 0-9/100", "bytes 0-99/100", "whole r0+100" },
        { "9111 3.4", "bytes 10-19/100", "bytes 20-29/100", "10-29/100 s0+10 r0+10" },
        { "9111 3.4", "bytes 10-19/100", "bytes 0-9/100", "0-19/100 r0+10 s0+10" },
        { "9111 3.4", "bytes 10-39/100", "bytes 20-29/100", "10-39/100 s0+10 r0+10 s20+10" },
        { "9111 3.4", "bytes 10-19/100", "bytes 21-29/100", "gap" },
        { "9111 3.4", "bytes 21-29/100", "bytes 10-19/100", "gap" },
        { "9111 3.4", "bytes 0-9/100", "bytes 10-19/200", "other-length" },
        { "9111 3.4", "bytes 0-9/100", "bytes 10-19/*", "not-partial" },
        { "9111 3.4", "bytes 0-9/100", "bytes */100", "not-partial" },
    };

    public static TheoryData<string, string, string, string> Validators => new()
    {
        // Fields of the stored part, fields of the received one, outcome.
        { "9111 3.4", "ETag: \"a\"", "ETag: \"a\"", "combined" },
        { "9111 3.4", "ETag: \"a\"", "ETag: \"b\"", "no-strong-validator" },
        { "9111 3.4", "ETag: W/\"a\"", "ETag: W/\"a\"", "no-strong-validator" },
        { "9111 3.4", "ETag: \"a\"", "ETag: W/\"a\"", "no-strong-validator" },
        { "9111 3.4", "ETag: \"a\"", "X-A: 1", "no-strong-validator" },
        { "9111 3.4", "X-A: 1", "X-A: 1", "no-strong-validator" },
        { "9111 3.4", "Last-Modified: {-60}", "Last-Modified: {-60}", "combined" },
        { "9111 3.4", "Last-Modified: {-60}", "Last-Modified: {-61}", "no-strong-validator" },
        { "9111 3.4", "Last-Modified: {0}", "Last-Modified: {0}", "no-strong-validator" },
        { "9111 3.4", "ETag: \"a\"", "ETag: \"a\" | Cache-Control: no-store", "not-storable" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void PartStored_RequestArrives_IsAnsweredOnlyFromWithinIt(string section, string request, string expected)
    {
        Assert.NotEmpty(section);
        var part = Given.Stored("206 | Cache-Control: max-age=60 | ETag: \"a\" | Content-Range: bytes 10-19/100", length: 10);

        var verdict = CachePolicy.DecideReuse(Given.Request(request), [part], CachePolicyOptions.Default, Given.Now);

        Assert.Equal(expected, Section4_Reuse.Describe(verdict));
        Assert.Same(part, verdict.Response);
    }

    [Fact]
    public void PartStored_RangeWithinIt_IsTakenFromItsPlace()
    {
        var part = Given.Stored("206 | Cache-Control: max-age=60 | ETag: \"a\" | Content-Range: bytes 10-19/100", length: 10);
        var request = Given.Request("GET | Range: bytes=12-15");

        var answer = CachePolicy.PartialContent(request, part, CachePolicy.DecideAnswer(request, part, Given.Now), "B");

        Assert.Equal(new PartialPiece(default, 2, 4), Assert.Single(answer.Pieces));
        Assert.Equal("bytes 12-15/100", answer.Fields["Content-Range"]);
    }

    [Fact]
    public void BodyLengthContradictsItsPlace_RequestArrives_IsAMiss()
    {
        var part = Given.Stored("206 | Cache-Control: max-age=60 | Content-Range: bytes 10-19/100", length: 9);

        var verdict = CachePolicy.DecideReuse(Given.Request("GET | Range: bytes=12-13"), [part], CachePolicyOptions.Default, Given.Now);

        Assert.Equal(ReuseReason.Partial, verdict.Reason);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void PartReceived_AnotherStored_MakeTheirUnion(string section, string stored, string received, string expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(expected, Describe(Combine($"ETag: \"a\" | Content-Range: {stored}", $"ETag: \"a\" | Content-Range: {received}")));
    }

    [Theory]
    [MemberData(nameof(Validators))]
    public void PartReceived_AnotherStored_MustShareAStrongValidator(string section, string stored, string received, string expected)
    {
        Assert.NotEmpty(section);

        var verdict = Combine("Content-Range: bytes 0-9/100 | " + stored, "Content-Range: bytes 10-19/100 | " + received);

        Assert.Equal(expected, verdict is CombineVerdict.Refuse ? Describe(verdict) : "combined");
    }

    [Fact]
    public void CombinedWhole_Head_IsA200WithTheReceivedFields()
    {
        var verdict = Combine(
            "ETag: \"a\" | X-A: 1 | X-B: 1 | Content-Range: bytes 0-49/100", "ETag: \"a\" | X-A: 2 | Content-Range: bytes 50-99/100");

        var head = Assert.IsType<CombineVerdict.Whole>(verdict).Head;
        Assert.Equal(200, head.Status);
        Assert.Equal("ETag: \"a\" | X-A: 2 | X-B: 1", Given.Text(head.Fields));
        Assert.False(head.Facts.IsPartial);
    }

    [Fact]
    public void CombinedPart_Head_IsA206WithItsPlace()
    {
        var verdict = Combine("ETag: \"a\" | Content-Range: bytes 0-9/100", "ETag: \"a\" | Content-Range: bytes 10-19/100");

        var head = Assert.IsType<CombineVerdict.Part>(verdict).Head;
        Assert.Equal(206, head.Status);
        Assert.Equal("Content-Range: bytes 0-19/100 | ETag: \"a\"", Given.Text(head.Fields));
    }

    private static CombineVerdict Combine(string stored, string received)
    {
        var head = Given.Response("206 | " + stored);
        var part = Given.Stored("206 | " + stored, length: head.Facts.Range?.Length ?? 0);
        return CachePolicy.DecideCombination(
            Given.Request("GET | Range: bytes=0-1"), part, Given.Response("206 | " + received), CachePolicyOptions.Default);
    }

    private static string Describe(CombineVerdict verdict) => verdict switch
    {
        CombineVerdict.Whole whole => "whole " + Describe(whole.Pieces),
        CombineVerdict.Part part => $"{part.Head.Fields["Content-Range"].ToString()[6..]} {Describe(part.Pieces)}",
        CombineVerdict.Refuse refusal => ReasonName.Of(refusal.Reason),
        _ => "",
    };

    private static string Describe(IEnumerable<CombinePiece> pieces) =>
        string.Join(' ', pieces.Select(static piece => $"{(piece.FromStored ? 's' : 'r')}{piece.Offset}+{piece.Length}"));
}
