using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §3.1: which fields are stored.</summary>
public class Section3_1_StoredFields
{
    public static TheoryData<string, string, string> Fields => new()
    {
        { "9111 3.1", "X-Unknown: 1 | Content-Type: text/plain", "Content-Type: text/plain | X-Unknown: 1" },
        { "9111 3.1", "X-A: 1 | X-A: 2", "X-A: 1 | X-A: 2" },
        { "9111 3.1", "Connection: close | X-A: 1", "X-A: 1" },
        { "9111 3.1", "Connection: a, B | a: 1 | b: 2 | c: 3", "c: 3" },
        { "9111 3.1", "Connection: a | Connection: b | a: 1 | b: 2 | c: 3", "c: 3" },
        { "9111 3.1", "Keep-Alive: timeout=5 | Proxy-Connection: close | TE: trailers | X-A: 1", "X-A: 1" },
        { "9111 3.1", "Trailer: x | Transfer-Encoding: chunked | Upgrade: h2c | X-A: 1", "X-A: 1" },
        { "9111 3.1", "Proxy-Authenticate: Basic | Proxy-Authentication-Info: x | Proxy-Authorization: y | X-A: 1", "X-A: 1" },
        { "9111 3.1", "WWW-Authenticate: Basic | Strict-Transport-Security: max-age=1",
            "Strict-Transport-Security: max-age=1 | WWW-Authenticate: Basic" },
        { "9111 3.1", "Age: 5 | Expires: 0 | ETag: \"a\"", "Age: 5 | ETag: \"a\" | Expires: 0" },
        { "9111 7.3", "Set-Cookie: a=b | Set-Cookie: c=d | Set-Cookie2: e=f | X-A: 1", "X-A: 1" },
        { "9111 5.2.2.7", "Cache-Control: private=\"a, B\" | a: 1 | b: 2 | c: 3", "Cache-Control: private=\"a, B\" | c: 3" },
        { "9111 5.2.2.4", "Cache-Control: no-cache=\"a\" | a: 1 | b: 2", "Cache-Control: no-cache=\"a\" | b: 2" },
        { "9111 5.2.2.4", "Cache-Control: no-cache=\"a, b\" | a: 1 | b: 2 | c: 3", "Cache-Control: no-cache=\"a, b\" | c: 3" },
        { "9111 5.2.2.4", "Cache-Control: no-cache=a, private=\"b\" | a: 1 | b: 2 | c: 3",
            "Cache-Control: no-cache=a, private=\"b\" | c: 3" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void StorableResponse_Stored_KeepsTheFieldsThatMayBe(string section, string received, string expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(expected, Given.Text(StoredFieldsOf(received)));
    }

    [Fact]
    public void CookiesConfigured_ResponseStored_KeepsTheCookie()
    {
        var verdict = CachePolicy.DecideStore(
            Given.Request("GET"),
            Given.Response("200 | Cache-Control: max-age=60 | Set-Cookie: a=b"),
            new CachePolicyOptions { StoreSetCookie = true });

        Assert.Equal("a=b", Assert.IsType<StoreVerdict.Store>(verdict).Head.Fields["Set-Cookie"]);
    }

    [Theory]
    [InlineData("X-A: 1 | Date: none", "Mon, 05 Jan 2026 12:00:00 GMT")]
    [InlineData("X-A: 1 | Date: {-5}", "Mon, 05 Jan 2026 11:59:55 GMT")]
    [InlineData("X-A: 1 | Date: {-5} | Date: {-3}", "Mon, 05 Jan 2026 11:59:55 GMT")]
    [InlineData("X-A: 1 | Date: yesterday", "yesterday")]
    public void DateOfResponse_Stored_IsTheFirstOrTheTimeOfReception(string received, string expected) =>
        Assert.Equal(expected, StoredFieldsOf(received)["Date"]);

    [Fact]
    public void LengthAnnounced_ResponseStored_TellsItApartFromTheFields()
    {
        var verdict = CachePolicy.DecideStore(
            Given.Request("GET"), Given.Response("200 | Cache-Control: max-age=60 | Content-Length: 42"), CachePolicyOptions.Default);

        var store = Assert.IsType<StoreVerdict.Store>(verdict);
        Assert.Equal(42, store.AnnouncedLength);
        Assert.Equal(0, store.Head.Fields["Content-Length"].Count);
    }

    [Theory]
    [InlineData("Surrogate-Key: a b  a", "a,b")]
    [InlineData("Cache-Tag: x, y,,x", "x,y")]
    [InlineData("Surrogate-Key: a b | Surrogate-Key: c | Cache-Tag: b, d e", "a,b,c,d e")]
    [InlineData("X-A: 1", "")]
    public void TagsOfUpstream_ResponseStored_AreKeptOnceInOrder(string received, string expected)
    {
        var verdict = CachePolicy.DecideStore(
            Given.Request("GET"), Given.Response("200 | Cache-Control: max-age=60 | " + received), CachePolicyOptions.Default);

        Assert.Equal(expected, string.Join(',', Assert.IsType<StoreVerdict.Store>(verdict).Tags));
    }

    private static Gateway.HttpCache.FieldList StoredFieldsOf(string received)
    {
        var verdict = CachePolicy.DecideStore(Given.Request("GET"), Given.Response("200 | " + received), LifetimeForEveryOk);
        return Assert.IsType<StoreVerdict.Store>(verdict).Head.Fields;
    }

    private static CachePolicyOptions LifetimeForEveryOk { get; } = new()
    {
        Lifetimes = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
            [KeyValuePair.Create(200, TimeSpan.FromMinutes(1))]),
        OverrideUpstream = true,
    };
}
