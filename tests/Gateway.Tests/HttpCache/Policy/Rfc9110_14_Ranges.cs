using System.Text;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9110 §14, §15.3.7, §15.5.17 and §13.1.5: ranges of a stored response of 100 bytes.</summary>
public class Rfc9110_14_Ranges
{
    public static TheoryData<string, string, string> Requests => new()
    {
        // Request fields, what is sent: ranges, "whole reason" or 416.
        { "9110 14.1.2", "Range: bytes=0-0", "0-0" },
        { "9110 14.1.2", "Range: bytes=0-9", "0-9" },
        { "9110 14.1.2", "Range: bytes=10-", "10-99" },
        { "9110 14.1.2", "Range: bytes=99-", "99-99" },
        { "9110 14.1.2", "Range: bytes=90-200", "90-99" },
        { "9110 14.1.2", "Range: bytes=0-99999999999999999999999", "0-99" },
        { "9110 14.1.2", "Range: bytes=-1", "99-99" },
        { "9110 14.1.2", "Range: bytes=-100", "0-99" },
        { "9110 14.1.2", "Range: bytes=-101", "0-99" },
        { "9110 14.1.2", "Range: bytes=-99999999999999999999999", "0-99" },
        { "9110 14.1.2", "Range: bytes=0-1,5-6", "0-1,5-6" },
        { "9110 14.1.2", "Range: bytes=5-6, 0-1", "5-6,0-1" },
        { "9110 14.1.2", "Range: bytes= 0-1 , , -2", "0-1,98-99" },
        { "9110 14.1.2", "Range: BYTES=0-1", "0-1" },
        { "9110 14.1.2", "Range: bytes=0-1,200-300", "0-1" },
        { "9110 14.1.2", "Range: bytes=0-0,1-1", "0-0,1-1" },
        { "9110 15.5.17", "Range: bytes=100-", "416" },
        { "9110 15.5.17", "Range: bytes=100-200", "416" },
        { "9110 15.5.17", "Range: bytes=-0", "416" },
        { "9110 15.5.17", "Range: bytes=99999999999999999999999-", "416" },
        { "9110 15.5.17", "Range: bytes=200-300,400-500", "416" },
        { "9110 14.2", "", "whole range-honoured" },
        { "9110 14.2", "Range: lines=0-1", "whole range-invalid" },
        { "9110 14.2", "Range: bytes 0-1", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=-", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=5-4", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=0-1,5-4", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=a-b", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=0-1;2-3", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=+0-1", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=0--1", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=0-1 | Range: bytes=2-3", "whole range-invalid" },
        { "9110 14.2", "Range: bytes=0-10,5-20", "0-20" },
        { "9110 14.2", "Range: bytes=0-10,5-20,50-60", "0-20,50-60" },
        { "9110 14.2", "Range: bytes=0-10,5-20,8-30", "whole range-overlapping" },
        { "9110 14.2", "Range: bytes=0-10,20-30,5-25", "whole range-overlapping" },
        { "9110 14.2", "Range: bytes=0-,0-,0-", "whole range-overlapping" },
        { "9110 14.2", "HEAD | Range: bytes=0-1", "whole range-honoured" },

        // If-Range (§13.1.5): the stored response has ETag "a" and was modified 1000 seconds ago.
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: \"a\"", "0-1" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: \"b\"", "whole if-range" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: W/\"a\"", "whole if-range" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: {-1000}", "0-1" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: {-999}", "whole if-range" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: {-1001}", "whole if-range" },
        { "9110 13.1.5", "Range: bytes=0-1 | If-Range: garbage", "whole if-range" },
        { "9110 13.1.5", "Range: bytes=200- | If-Range: \"b\"", "whole if-range" },
        { "9110 13.1.5", "If-Range: \"b\"", "whole range-honoured" },

        // Conditions come first (§13.2.2).
        { "9110 13.2.2", "Range: bytes=0-1 | If-None-Match: \"a\"", "304" },
        { "9110 13.2.2", "Range: bytes=0-1 | If-None-Match: \"b\"", "0-1" },
        { "9110 13.2.2", "Range: bytes=200- | If-Modified-Since: {0}", "304" },
    };

    public static TheoryData<string, string, string?> Places => new()
    {
        // Content-Range of a 206, the place it gives.
        { "9110 14.4", "bytes 0-9/100", "bytes 0-9/100" },
        { "9110 14.4", "Bytes 99-99/100", "bytes 99-99/100" },
        { "9110 14.4", "bytes 0-9/*", null },
        { "9110 14.4", "bytes */100", null },
        { "9110 14.4", "bytes 9-0/100", null },
        { "9110 14.4", "bytes 0-100/100", null },
        { "9110 14.4", "bytes=0-9/100", null },
        { "9110 14.4", "bytes 0-9", null },
        { "9110 14.4", "bytes -9/100", null },
        { "9110 14.4", "bytes 0-/100", null },
        { "9110 14.4", "bytes 0-9/99999999999999999999", null },
        { "9110 14.4", "lines 0-9/100", null },
        { "9110 14.4", "", null },
    };

    public static TheoryData<string, string, bool> Modified => new()
    {
        // Response, whether Last-Modified is a strong validator.
        { "9110 8.8.2.2", "200 | Last-Modified: {-1}", true },
        { "9110 8.8.2.2", "200 | Last-Modified: {0}", false },
        { "9110 8.8.2.2", "200 | Last-Modified: {+1}", false },
        { "9110 8.8.2.2", "200 | Last-Modified: {-60} | Date: {-60}", false },
        { "9110 8.8.2.2", "200 | Last-Modified: long ago", false },
        { "9110 8.8.2.2", "200", false },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void ContentRange_Read_IsAPlaceOrNone(string section, string value, string? expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(expected, Given.Response("206 | Content-Range: " + value).Facts.Range?.ToString());
    }

    [Theory]
    [MemberData(nameof(Modified))]
    public void LastModified_ASecondBeforeDate_IsStrong(string section, string response, bool expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(expected, Given.Response(response).Facts.StrongLastModified is not null);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void RangeRequested_Answered_IsEvaluatedAsTheRfcSays(string section, string request, string expected)
    {
        Assert.NotEmpty(section);

        var answer = CachePolicy.DecideAnswer(
            Given.Request(request), Given.Stored("200 | ETag: \"a\" | Last-Modified: {-1000}"), Given.Now);

        Assert.Equal(expected, Describe(answer));
    }

    [Theory]
    [InlineData("Range: bytes=0-", "416")]
    [InlineData("Range: bytes=-1", "whole range-of-empty")]
    [InlineData("Range: bytes=-0", "416")]
    public void EmptyBody_RangeRequested_HasNone(string request, string expected) =>
        Assert.Equal(expected, Describe(CachePolicy.DecideAnswer(Given.Request(request), Given.Stored("200", length: 0), Given.Now)));

    [Theory]
    [InlineData("404 | ETag: \"a\"")]
    [InlineData("203")]
    [InlineData("301")]
    public void StoredIsNo200_RangeRequested_SendsTheWhole(string stored) =>
        Assert.Equal(
            AnswerKind.Whole,
            CachePolicy.DecideAnswer(Given.Request("GET | Range: bytes=0-1"), Given.Stored(stored), Given.Now).Kind);

    [Theory]
    [InlineData(32, AnswerKind.Partial)]
    [InlineData(33, AnswerKind.Whole)]
    public void ManyRanges_Requested_AreSentUpToALimit(int count, AnswerKind expected)
    {
        var ranges = string.Join(',', Enumerable.Range(0, count).Select(static number => $"{number * 2}-{number * 2}"));

        var answer = CachePolicy.DecideAnswer(Given.Request($"GET | Range: bytes={ranges}"), Given.Stored("200"), Given.Now);

        Assert.Equal(expected, answer.Kind);
    }

    [Theory]
    [InlineData("Range: bytes=10-19",
        "Cache-Control: max-age=60 | Content-Range: bytes 10-19/100 | Content-Type: text/plain | ETag: \"a\"")]
    [InlineData("Range: bytes=10-19 | If-Range: \"a\"", "Cache-Control: max-age=60 | Content-Range: bytes 10-19/100 | ETag: \"a\"")]
    public void OneRange_Answered_HasItsPlaceAndTheStoredFields(string request, string expected)
    {
        var partial = Partial(request, Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60 | Content-Type: text/plain"));

        Assert.Equal(expected, Given.Text(partial.Fields));
        Assert.Equal(new PartialPiece(default, 10, 10), Assert.Single(partial.Pieces));
        Assert.Equal(10, partial.ContentLength);
    }

    [Fact]
    public void SeveralRanges_Answered_AreMultipart()
    {
        const string body = "0123456789";
        var partial = Partial("Range: bytes=7-8,0-1", Given.Stored("200 | Content-Type: text/plain | ETag: \"a\"", length: 10));

        const string expected = "--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 7-8/10\r\n\r\n78"
            + "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--B--\r\n";
        Assert.Equal(expected, Assemble(partial, body));
        Assert.Equal(expected.Length, partial.ContentLength);
        Assert.Equal("Content-Type: multipart/byteranges; boundary=B | ETag: \"a\"", Given.Text(partial.Fields));
    }

    [Fact]
    public void SeveralRangesOfUntyped_Answered_HaveNoTypeInTheirParts()
    {
        var partial = Partial("Range: bytes=0-0,2-2", Given.Stored("200", length: 3));

        Assert.Equal(
            "--B\r\nContent-Range: bytes 0-0/3\r\n\r\na\r\n--B\r\nContent-Range: bytes 2-2/3\r\n\r\nc\r\n--B--\r\n", Assemble(partial,
            "abc"));
    }

    [Fact]
    public void NotSatisfiable_Answered_TellsTheLengthAndLooksUncacheable()
    {
        var fields = CachePolicy.RangeNotSatisfiableFields(
            Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=60 | Expires: {+60} | Content-Type: text/plain | Vary: Accept"));

        Assert.Equal("Content-Range: bytes */100 | ETag: \"a\" | Vary: Accept", Given.Text(fields));
    }

    private static PartialAnswer Partial(string text, StoredResponse stored)
    {
        var request = Given.Request(text);
        return CachePolicy.PartialContent(request, stored, CachePolicy.DecideAnswer(request, stored, Given.Now), "B");
    }

    private static string Assemble(PartialAnswer partial, string body)
    {
        var text = new StringBuilder();
        foreach (var piece in partial.Pieces)
        {
            text.Append(Encoding.Latin1.GetString(piece.Prefix.Span)).Append(body, (int)piece.Offset, (int)piece.Length);
        }

        return text.Append(Encoding.Latin1.GetString(partial.Suffix.Span)).ToString();
    }

    private static string Describe(AnswerVerdict answer) => answer.Kind switch
    {
        AnswerKind.NotModified => "304",
        AnswerKind.RangeNotSatisfiable => "416",
        AnswerKind.Whole => "whole " + ReasonName.Of(answer.Ranges.Refusal),
        _ => string.Join(',', answer.Ranges.Ranges.Select(static range => $"{range.First}-{range.Last}")),
    };
}
