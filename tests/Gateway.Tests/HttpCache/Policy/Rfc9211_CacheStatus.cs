using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9211 and the contract's <c>X-Cache-Status</c>.</summary>
public class Rfc9211_CacheStatus
{
    private static readonly CachePolicyOptions Stale = new()
    {
        StaleWhileRevalidate = TimeSpan.FromSeconds(30),
        StaleIfError = TimeSpan.FromSeconds(300),
    };

    public static TheoryData<string, string, string, int, string, string> Answers => new()
    {
        // Request, stored response ("" for none), seconds later, what happened, both fields.
        { "9211 2.1", "GET", "200 | Cache-Control: max-age=60", 10, "serve", "HIT gateway; hit; ttl=50" },
        { "9211 2.1", "GET", "200 | Cache-Control: max-age=60", 70, "serve",
            "UPDATING gateway; hit; ttl=-10; detail=stale-while-revalidate" },
        { "9211 2.1", "GET | Cache-Control: max-stale", "200 | Cache-Control: max-age=60", 1060, "serve",
            "STALE gateway; hit; ttl=-1000; detail=request-max-stale" },
        { "9211 2.2", "GET", "", 0, "store", "MISS gateway; fwd=uri-miss; fwd-status=200; stored" },
        { "9211 2.2", "GET", "", 0, "collapse", "MISS gateway; fwd=uri-miss; fwd-status=200; stored; collapsed" },
        { "9211 2.6", "GET", "", 0, "collapse-failed", "BYPASS gateway; fwd=uri-miss; fwd-status=200; collapsed=?0; detail=private" },
        { "9211 2.2", "GET", "", 0, "refuse", "BYPASS gateway; fwd=uri-miss; fwd-status=200; detail=private" },
        { "9211 2.2", "POST", "", 0, "forward", "BYPASS gateway; fwd=method; fwd-status=200" },
        { "9211 2.2", "GET | If-Match: \"a\"", "", 0, "forward",
            "BYPASS gateway; fwd=bypass; fwd-status=200; detail=request-precondition" },
        { "9211 2.2", "GET | Foo: 2", "200 | Vary: Foo | Cache-Control: max-age=60", 0, "store",
            "MISS gateway; fwd=vary-miss; fwd-status=200; stored" },
        { "9211 2.2", "GET", "206 | Content-Range: bytes 0-99/1000 | Cache-Control: max-age=60", 0, "store",
            "MISS gateway; fwd=partial; fwd-status=200; stored" },
        { "9211 2.2", "GET", "200 | Cache-Control: max-age=60", 1000, "store", "EXPIRED gateway; fwd=stale; fwd-status=200; stored" },
        { "9211 2.2", "GET", "200 | Cache-Control: no-cache | ETag: \"a\"", 0, "store",
            "EXPIRED gateway; fwd=stale; fwd-status=200; stored; detail=response-no-cache" },
        { "9211 2.2", "GET | Cache-Control: no-cache", "200 | Cache-Control: max-age=60", 0, "store",
            "EXPIRED gateway; fwd=request; fwd-status=200; stored; detail=request-no-cache" },
        { "9211 2.2", "GET | Cache-Control: no-cache", "200 | Cache-Control: max-age=60", 60, "store",
            "EXPIRED gateway; fwd=stale; fwd-status=200; stored; detail=request-no-cache" },
        { "9211 2.3", "GET", "200 | Cache-Control: max-age=60", 1000, "revalidate",
            "REVALIDATED gateway; fwd=stale; fwd-status=304; ttl=60" },
        { "9211 2.3", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60", 0, "revalidate",
            "REVALIDATED gateway; fwd=request; fwd-status=304; ttl=60; detail=request-max-age" },
        { "9211 2.3", "GET", "200 | Cache-Control: max-age=60", 100, "fail-503",
            "STALE gateway; fwd=stale; fwd-status=503; ttl=-40; detail=stale-if-error" },
        { "9211 2.3", "GET", "200 | Cache-Control: max-age=60", 100, "fail", "STALE gateway; fwd=stale; ttl=-40; detail=stale-if-error" },
        { "9211 2.8", "GET | Cache-Control: only-if-cached", "", 0, "only-if-cached", "MISS gateway; detail=only-if-cached" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void RequestAnswered_Reported_BothFieldsTellOneStory(
        string section, string request, string stored, int seconds, string happened, string expected)
    {
        Assert.NotEmpty(section);
        StoredResponse[] entries = stored.Length == 0 ? [] : [Given.Stored(stored)];
        var options = happened.StartsWith("fail", StringComparison.Ordinal) ? Stale with { StaleWhileRevalidate = TimeSpan.Zero } : Stale;
        var presented = Given.Request(request);
        var verdict = CachePolicy.DecideReuse(presented, entries, options, Given.After(seconds));

        var report = happened switch
        {
            "serve" => CacheReport.OfHit(verdict),
            "store" => CacheReport.OfFetch(verdict, 200, refusal: null),
            "collapse" => CacheReport.OfFetch(verdict, 200, refusal: null, collapsed: true),
            "collapse-failed" => CacheReport.OfFetch(verdict, 200, StoreRefusal.Private, collapsed: false),
            "refuse" => CacheReport.OfFetch(verdict, 200, StoreRefusal.Private),
            "forward" => CacheReport.OfFetch(verdict, 200, StoreRefusal.Method),
            "revalidate" => CacheReport.OfRevalidation(verdict, TimeSpan.FromSeconds(60)),
            "fail-503" => CacheReport.OfStaleOnError(verdict, 503, OnError(presented, entries[0], options, seconds)),
            "fail" => CacheReport.OfStaleOnError(verdict, null, OnError(presented, entries[0], options, seconds)),
            _ => CacheReport.OfOnlyIfCached(),
        };

        Assert.Equal(expected, $"{report.Word} {report.ToCacheStatus()}");
    }

    [Theory]
    [InlineData(0.4, "gateway; hit; ttl=0")]
    [InlineData(-0.4, "gateway; hit; ttl=-1")]
    [InlineData(59.9, "gateway; hit; ttl=59")]
    public void FractionsOfSeconds_Reported_AreRoundedDown(double left, string expected) =>
        Assert.Equal(
            expected,
            new CacheReport { Outcome = CacheOutcome.Hit, TimeToLive = TimeSpan.FromSeconds(left) }.ToCacheStatus());

    private static StaleVerdict OnError(in CacheRequest request, StoredResponse stored, CachePolicyOptions options, int seconds) =>
        CachePolicy.DecideStaleOnError(request, stored, options, Given.After(seconds));
}
