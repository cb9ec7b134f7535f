using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>Which stored answer is for a request: RFC 9111 sections 2 and 4.1.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class SelectionRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("9111 4.1", "the same value selects",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 1").Is("HIT", "a")),
        new("9111 4.1", "another value does not",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b")
                .Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: 1").Is("HIT", "a"),
            Get("X-A: 2").Is("HIT", "b")),
        new("9111 4.1", "an absent field is a value of its own",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b")
                .Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: 1").Is("HIT", "a"),
            Get().Is("HIT", "b")),
        new("9111 4.1", "two absent fields are the same",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 4.1", "an empty field is not an absent one",
            Get("X-A: ").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b")
                .Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: ").Is("HIT", "a"),
            Get().Is("HIT", "b")),
        new("9111 4.1", "a name counts in any letter case",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: x-a").Is("MISS", "a"),
            Get("X-a: 1").Is("HIT", "a")),
        new("9111 4.1", "every one of several names counts",
            Get("X-A: 1", "X-B: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A, X-B").Is("MISS", "a"),
            Get("X-A: 1", "X-B: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A, X-B").Is("MISS", "b")
                .Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: 1", "X-B: 1").Is("HIT", "a"),
            Get("X-A: 1", "X-B: 2").Is("HIT", "b")),
        new("9111 4.1", "names on several lines count",
            Get("X-A: 1", "X-B: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A", "Vary: X-B").Is("MISS", "a"),
            Get("X-A: 1", "X-B: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A", "Vary: X-B")
                .Is("MISS", "b").Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: 1", "X-B: 1").Is("HIT", "a"),
            Get("X-A: 1", "X-B: 2").Is("HIT", "b")),
        new("9111 4.1", "empty members count for nothing",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: , X-A,,").Is("MISS", "a"),
            Get("X-A: 1").Is("HIT", "a")),
        new("9111 4.1", "an unnamed field does not matter",
            Get("X-A: 1", "X-B: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 1", "X-B: 2").Is("HIT", "a")),
        new("9111 4.1", "spaces in a list do not matter",
            Get("Accept-Encoding: gzip,br").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: Accept-Encoding")
                .Is("MISS", "a"),
            Get("Accept-Encoding: gzip , br").Is("HIT", "a")),
        new("9111 4.1", "the letter case of a language does not matter",
            Get("Accept-Language: de-AT").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: Accept-Language")
                .Is("MISS", "a"),
            Get("Accept-Language: DE-at").Is("HIT", "a")),
        new("9111 4.1", "the letter case of an unknown field does",
            Get("X-A: a").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: A").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b")
                .Showing("Cache-Status: gateway; fwd=vary-miss; fwd-status=200; stored"),
            Get("X-A: a").Is("HIT", "a"),
            Get("X-A: A").Is("HIT", "b")),
        new("9111 4.1", "lines joined are the same as lines apart",
            Get("Accept-Language: de", "Accept-Language: en")
                .Upstream(200, "a", "Cache-Control: max-age=60", "Vary: Accept-Language").Is("MISS", "a"),
            Get("Accept-Language: de, en").Is("HIT", "a")),
        new("9111 4.1", "a star never matches",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Vary: *").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=vary-unmatchable"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Vary: *").Is("BYPASS", "b")),
        new("9111 4.1", "a star among names never matches",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A, *").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=vary-unmatchable"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A, *").Is("BYPASS", "b")),
        new("9111 4.1", "a star on a later line never matches",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A", "Vary: *").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=vary-unmatchable"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A", "Vary: *").Is("BYPASS", "b")),
        new("9111 4.1", "the youngest of several matching variants answers",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 1", "X-B: 1", "Cache-Control: no-cache").After(5)
                .Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-B").Is("EXPIRED", "b"),
            Get("X-A: 1", "X-B: 1").Is("HIT", "b"),
            Get("X-A: 1").Is("HIT", "a")),
        new("9111 4.3.1", "a request that no variant matches is asked with the tags of all",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A", "ETag: \"one\"").Is("MISS", "a"),
            Get("X-A: 2").After(1).Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A", "ETag: \"two\"")
                .Asking("If-None-Match: \"one\"").Is("MISS", "b"),
            Get("X-A: 3").Upstream(304, "", "Vary: X-A", "ETag: \"one\"").Is("REVALIDATED", "a"),
            Get("X-A: 2").Is("HIT", "b")),
        new("9111 2", "the query is part of the key",
            Get().WithQuery("?a=1").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("?a=2").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 2", "the order of parameters is part of the key",
            Get().WithQuery("?a=1&b=2").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("?b=2&a=1").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 2", "an empty query is not no query",
            Get().WithQuery("?").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 2", "escapes are part of the key",
            Get().WithQuery("?a=%7E").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("?a=~").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 2", "the same query is the same",
            Get().WithQuery("?a=1").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("?a=1").Is("HIT", "a")),
        new("9111 2", "ignored parameters are no part of the key",
            Get().WithQuery("?a=1&utm_source=x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().WithQuery("?ref=9&a=1").Is("HIT", "a"),
            Get().WithQuery("?a=1").Is("HIT", "a"),
            Get().WithQuery("?a=1&utm").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")) { Repository = "keyed" },
        new("9111 2", "added fields are part of the key",
            Get("X-Tenant: 1").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("X-Tenant: 2").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b"),
            Get("X-Tenant: 1").Is("HIT", "a"),
            Get().Upstream(200, "c", "Cache-Control: max-age=60").Is("MISS", "c")) { Repository = "keyed" },
        new("9111 2", "environments and hosts have entries of their own",
            Get("Host: localhost").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Host: prod.example").Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b"),
            Get("Host: 127.0.0.1").Upstream(200, "c", "Cache-Control: max-age=60").Is("MISS", "c"),
            Get("Host: LOCALHOST").Is("HIT", "a")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task VariantStored_AnotherRequest_IsSelectedOrNot(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();
}
