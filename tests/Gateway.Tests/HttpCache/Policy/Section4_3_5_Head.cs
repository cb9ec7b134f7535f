using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.3.5: what a 200 to HEAD does to stored GET responses of 100 bytes.</summary>
public class Section4_3_5_Head
{
    public static TheoryData<string, string, string, string> Answers => new()
    {
        // Stored response, answer to HEAD, effect.
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"a\"", "update" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"b\"", "stale" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: W/\"a\"", "stale" },
        { "9111 4.3.5", "200 | ETag: W/\"a\"", "200 | ETag: W/\"a\"", "update" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200", "update" },
        { "9111 4.3.5", "200", "200", "update" },
        { "9111 4.3.5", "200", "200 | ETag: \"a\"", "stale" },
        { "9111 4.3.5", "200 | Last-Modified: {-60}", "200 | Last-Modified: {-60}", "update" },
        { "9111 4.3.5", "200 | Last-Modified: {-60}", "200 | Last-Modified: {-30}", "stale" },
        { "9111 4.3.5", "200 | ETag: \"a\" | Last-Modified: {-60}", "200 | ETag: \"a\" | Last-Modified: {-30}", "stale" },
        { "9111 4.3.5", "200", "200 | Content-Length: 100", "update" },
        { "9111 4.3.5", "200", "200 | Content-Length: 101", "stale" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"a\" | Content-Length: 101", "stale" },
        { "9111 4.3.5", "200", "404", "none" },
        { "9111 4.3.5", "200", "410 | Cache-Control: max-age=1000", "none" },
        { "9111 4.3.5", "200", "500", "none" },
        { "9111 4.3.5", "200", "304", "none" },
        { "9111 4.3.5", "404 | Cache-Control: max-age=60", "200", "stale" },
        { "9111 4.3.5", "200 | Vary: Foo", "200", "none" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"a\" | Cache-Control: no-store", "stale" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"a\" | Vary: Bar", "stale" },
        { "9111 4.3.5", "200 | ETag: \"a\"", "200 | ETag: \"a\" | Vary: *", "stale" },
        { "9111 4.3.5", "206 | Content-Range: bytes 0-99/1000", "200 | Content-Length: 1000", "update" },
        { "9111 4.3.5", "206 | Content-Range: bytes 0-99/1000", "200 | Content-Length: 100", "stale" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void HeadAnswered_GetStored_IsUpdatedOrMarkedStale(string section, string stored, string received, string expected)
    {
        Assert.NotEmpty(section);
        var entry = Given.Stored(stored, "Foo: other");

        var effect = Decide("HEAD", entry, received);

        Assert.Equal(expected, effect switch
        {
            { Updates.Length: 1, MarkStale.Length: 0 } => "update",
            { Updates.Length: 0, MarkStale.Length: 1 } => "stale",
            { Updates.Length: 0, MarkStale.Length: 0 } => "none",
            _ => "both",
        });
    }

    [Fact]
    public void HeadConfirms_StaleEntry_IsFreshWithTheNewFields()
    {
        var entry = Given.Stored("200 | ETag: \"a\" | Cache-Control: max-age=1 | X-A: 1 | X-B: 1");

        const string received = "200 | ETag: \"a\" | Cache-Control: max-age=1000 | X-A: 2 | Content-Length: 100";
        var effect = Decide("HEAD", entry, received, Given.After(60));

        var update = Assert.Single(effect.Updates);
        Assert.Same(entry, update.Stored);
        Assert.Equal("Cache-Control: max-age=1000 | ETag: \"a\" | X-A: 2 | X-B: 1", Given.Text(update.Head.Fields));
        Assert.True(Freshness.StateOf(update.Head.Facts, CachePolicyOptions.Default, Given.After(61)).IsFresh);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public void OtherMethodAnswered_GetStored_IsLeftAlone(string method) =>
        Assert.Same(HeadEffect.None, Decide(method, Given.Stored("200 | ETag: \"a\""), "200 | ETag: \"b\""));

    [Fact]
    public void RequestNoStore_HeadConfirms_ChangesNothing()
    {
        var effect = Decide("HEAD | Cache-Control: no-store", Given.Stored("200 | ETag: \"a\""), "200 | ETag: \"a\"");

        Assert.Empty(effect.Updates);
        Assert.Empty(effect.MarkStale);
    }

    private static HeadEffect Decide(string request, StoredResponse stored, string received, DateTimeOffset? at = null) =>
        CachePolicy.DecideHeadEffect(
            Given.Request(request), [stored], Given.Response(received, at: at), CachePolicyOptions.Default);
}
