using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>What a request may ask of a cache: RFC 9111 sections 5.2.1 and 5.4.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class RequestDirectiveRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("9111 5.2.1.4", "no-cache validates",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: no-cache").After(1).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=request; fwd-status=304; ttl=60; detail=request-no-cache")),
        new("9111 5.2.1.4", "no-cache validates in any letter case",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: NO-CACHE").After(1).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")),
        new("9111 5.4", "Pragma validates where there is no Cache-Control",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Pragma: no-cache").After(1).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=request; fwd-status=304; ttl=60; detail=request-pragma")),
        new("9111 5.4", "Pragma counts for nothing beside Cache-Control",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Pragma: no-cache", "Cache-Control: max-age=30").After(1).Is("HIT", "a")),
        new("9111 5.4", "another Pragma counts for nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Pragma: foo").After(1).Is("HIT", "a")),
        new("9111 5.2.1.1", "max-age of zero validates",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-age=0").After(0).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=request; fwd-status=304; ttl=60; detail=request-max-age")),
        new("9111 5.2.1.1", "max-age below the age validates",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-age=5").After(6).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")),
        new("9111 5.2.1.1", "max-age above the age does not",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-age=5").After(4).Is("HIT", "a")),
        new("9111 5.2.1.3", "min-fresh beyond what is left validates",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: min-fresh=30").After(31).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=request; fwd-status=304; ttl=60; detail=request-min-fresh")),
        new("9111 5.2.1.3", "min-fresh within what is left does not",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: min-fresh=30").After(29).Is("HIT", "a")),
        new("9111 5.2.1.2", "max-stale without a number takes anything",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale").After(1000).Is("STALE", "a")),
        new("9111 5.2.1.2", "max-stale with a number takes what is not staler",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=30").After(90).Is("STALE", "a")),
        new("9111 5.2.1.2", "max-stale with a number takes nothing staler",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=30").After(91).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a")),
        new("9111 5.2.2.2", "max-stale does not overrule must-revalidate",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, must-revalidate", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=1000").After(61)
                .Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Is("REVALIDATED", "a")),
        new("9111 5.2.2.8", "max-stale does not overrule proxy-revalidate",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, proxy-revalidate", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=1000").After(61)
                .Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Is("REVALIDATED", "a")),
        new("9111 5.2.2.10", "max-stale does not overrule s-maxage",
            Get().Upstream(200, "a", "Cache-Control: s-maxage=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=1000").After(61)
                .Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Is("REVALIDATED", "a")),
        new("9111 4.2.4", "max-stale does not overrule no-cache",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, no-cache", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-stale=1000").After(1)
                .Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Is("REVALIDATED", "a")),
        new("9111 5.2.3", "an unknown directive counts for nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: foo=bar").After(1).Is("HIT", "a")),
        new("9111 5.2.1.5", "no-store may be answered from the cache",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: no-store").After(1).Is("HIT", "a")),
        new("9111 5.2.1.7", "only-if-cached is answered from the cache",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Cache-Control: only-if-cached").Is("HIT", "a")),
        new("9111 5.2.1.7", "only-if-cached is answered with 504 where nothing is stored",
            Get("Cache-Control: only-if-cached").Is("MISS", status: 504)
                .Showing("X-Gateway-Error: only-if-cached", "Cache-Status: gateway; detail=only-if-cached")),
        new("9111 5.2.1.7", "only-if-cached is answered with 504 where what is stored is stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Cache-Control: only-if-cached").After(61).Is("MISS", status: 504)),
        new("9111 5.2.1.7", "only-if-cached with max-stale takes what is stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Cache-Control: only-if-cached, max-stale").After(61).Is("STALE", "a")),
        new("9111 5.2.1.1", "an answer to no-cache is stored",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Cache-Control: no-cache").Upstream(200, "b", "Cache-Control: max-age=60")
                .Asking("Cache-Control: no-cache").Is("EXPIRED", "b"),
            Get().Is("HIT", "b")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task RequestSaysWhatItWants_StoredAskedFor_IsAsTheRuleSays(string row) => new RuleRun(host, RuleSet.Find(All, row))
        .RunAsync();
}
