using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Grammar;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.3.2 and RFC 9110 §13: a client's conditions evaluated on what is stored.</summary>
public class Section4_3_2_ClientConditions
{
    public static TheoryData<string, string, string, bool> Requests => new()
    {
        // Stored response, request, whether the answer is 304.
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: \"a\"", true },
        { "9110 13.1.2", "200 | ETag: \"a\"", "HEAD | If-None-Match: \"a\"", true },
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: \"b\"", false },
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: \"A\"", false },
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: *", true },
        { "9110 13.1.2", "200", "GET | If-None-Match: *", true },
        { "9110 13.1.2", "200", "GET | If-None-Match: \"a\"", false },
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: \"a\", \"b\", \"c\"", true },
        { "9110 13.1.2", "200 | ETag: \"b\"", "GET | If-None-Match: \"a\", \"b\", \"c\"", true },
        { "9110 13.1.2", "200 | ETag: \"c\"", "GET | If-None-Match: \"a\",\"b\" ,  \"c\"", true },
        { "9110 13.1.2", "200 | ETag: \"c\"", "GET | If-None-Match: ,,\"a\", ,\"c\",", true },
        { "9110 13.1.2", "200 | ETag: \"c\"", "GET | If-None-Match: \"a\" | If-None-Match: \"c\"", true },
        { "9110 13.1.2", "200 | ETag: \"a,b\"", "GET | If-None-Match: \"x\", \"a,b\"", true },
        { "9110 13.1.2", "200 | ETag: \"a\"", "GET | If-None-Match: \"x,\"a\",y\"", false },
        { "9110 8.8.3", "200 | ETag: \"a\\\"", "GET | If-None-Match: \"a\\\", \"b\"", true },
        { "9110 8.8.3", "200 | ETag: \"abcdefü\"", "GET | If-None-Match: \"abcdefü\"", true },
        { "9110 8.8.3", "200 | ETag: \"\"", "GET | If-None-Match: \"\"", true },

        // Weak comparison (RFC 9110 §8.8.3.2).
        { "9110 8.8.3.2", "200 | ETag: W/\"a\"", "GET | If-None-Match: W/\"a\"", true },
        { "9110 8.8.3.2", "200 | ETag: W/\"a\"", "GET | If-None-Match: \"a\"", true },
        { "9110 8.8.3.2", "200 | ETag: \"a\"", "GET | If-None-Match: W/\"a\"", true },
        { "9110 8.8.3.2", "200 | ETag: W/\"a\"", "GET | If-None-Match: W/\"b\"", false },
        { "9110 8.8.3.2", "200 | ETag: w/\"a\"", "GET | If-None-Match: w/\"a\"", true },
        { "9110 8.8.3.2", "200 | ETag: w/\"a\"", "GET | If-None-Match: \"a\"", false },
        { "9110 8.8.3.2", "200 | ETag: abc", "GET | If-None-Match: abc", true },
        { "9110 8.8.3.2", "200 | ETag: \"abc\"", "GET | If-None-Match: abc", false },

        // If-Modified-Since.
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: {-100}", true },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: {-50}", true },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: {-101}", false },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "HEAD | If-Modified-Since: {-100}", true },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: Monday, 05-Jan-26 11:58:20 GMT", true },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: Mon Jan  5 11:58:20 2026", true },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: recently", false },
        { "9110 13.1.3", "200 | Last-Modified: {-100}", "GET | If-Modified-Since: {-50} | If-Modified-Since: {-40}", false },
        { "9111 4.3.2", "200 | Date: {-10}", "GET | If-Modified-Since: {-10}", true },
        { "9111 4.3.2", "200 | Date: {-10}", "GET | If-Modified-Since: {-11}", false },
        { "9111 4.3.2", "200 | Date: none", "GET | If-Modified-Since: {0}", true },
        { "9111 4.3.2", "200 | Date: none", "GET | If-Modified-Since: {-1}", false },

        // If-None-Match takes precedence, match or not (RFC 9110 §13.2.2).
        { "9110 13.2.2", "200 | ETag: \"a\" | Last-Modified: {-10}", "GET | If-None-Match: \"a\" | If-Modified-Since: {-100}", true },
        { "9110 13.2.2", "200 | ETag: \"a\" | Last-Modified: {-10}", "GET | If-None-Match: \"b\" | If-Modified-Since: {0}", false },
        { "9110 13.2.2", "200 | Last-Modified: {-10}", "GET | If-None-Match: \"b\" | If-Modified-Since: {0}", false },

        // Only where the answer would be a success (RFC 9110 §13.2.1).
        { "9110 13.2.1", "404 | ETag: \"a\"", "GET | If-None-Match: \"a\"", false },
        { "9110 13.2.1", "301 | ETag: \"a\"", "GET | If-None-Match: *", false },
        { "9110 13.2.1", "203 | ETag: \"a\"", "GET | If-None-Match: \"a\"", true },
        { "9110 13.2.1", "200 | ETag: \"a\"", "GET", false },
    };

    public static TheoryData<string, string, string> NotModified => new()
    {
        // Stored fields, fields of the 304 (RFC 9110 §15.4.5).
        { "9110 15.4.5", "ETag: \"a\" | Cache-Control: max-age=60 | Expires: {+60} | Vary: Accept | Content-Location: /b",
            "Cache-Control: max-age=60 | Content-Location: /b | ETag: \"a\" | Expires: Mon, 05 Jan 2026 12:01:00 GMT | Vary: Accept" },
        { "9110 15.4.5", "ETag: \"a\" | Content-Type: text/plain | Content-Encoding: gzip | Content-Language: en | X-A: 1",
            "ETag: \"a\" | X-A: 1" },
        { "9110 15.4.5", "ETag: \"a\" | Last-Modified: {-60}", "ETag: \"a\"" },
        { "9110 15.4.5", "Last-Modified: {-60}", "Last-Modified: Mon, 05 Jan 2026 11:59:00 GMT" },
        { "9110 15.4.5", "ETag: \"a\" | Content-Range: bytes 0-1/2 | Content-Length: 2", "ETag: \"a\"" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void ConditionalRequest_Answered_Is304WhereWhatTheClientHasIsTheSame(
        string section, string stored, string request, bool expected)
    {
        Assert.NotEmpty(section);

        var answer = CachePolicy.DecideAnswer(Given.Request(request), Given.Stored(stored), Given.Now);

        Assert.Equal(expected ? AnswerKind.NotModified : AnswerKind.Whole, answer.Kind);
    }

    [Theory]
    [MemberData(nameof(NotModified))]
    public void NotModifiedFields_FromStored_AreThoseOfTheRfc(string section, string stored, string expected)
    {
        Assert.NotEmpty(section);

        var fields = CachePolicy.NotModifiedFields(Given.Stored("200 | " + stored));

        Assert.Equal(expected, Given.Text(fields));
        Assert.Equal(1, fields["Date"].Count);
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "W/\"a\"", false)]
    [InlineData("W/\"a\"", "W/\"a\"", false)]
    [InlineData("\"a\"", "\"b\"", false)]
    [InlineData("a", "a", false)]
    public void EntityTags_ComparedStrongly_AreEqualOnlyWhenBothAreStrong(string one, string other, bool expected) =>
        Assert.Equal(expected, EntityTag.Parse(one).StrongEquals(EntityTag.Parse(other)));

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("W/\"a\"")]
    [InlineData("a")]
    [InlineData("w/\"a\"")]
    public void EntityTag_Written_IsAsReceived(string text) => Assert.Equal(text, EntityTag.Parse(text).ToString());
}
