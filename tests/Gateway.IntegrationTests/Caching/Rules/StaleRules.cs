using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>When a stale answer may be given: RFC 9111 section 4.2.4, RFC 5861.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class StaleRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("5861 4", "stale-if-error hides a 500",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(500, "no").Is("STALE", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=500; ttl=-1; detail=stale-if-error", "Age: 61"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("5861 4", "stale-if-error hides a 502",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(502, "no").Is("STALE", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=502; ttl=-1; detail=stale-if-error", "Age: 61"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("5861 4", "stale-if-error hides a 503",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("STALE", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=503; ttl=-1; detail=stale-if-error", "Age: 61"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("5861 4", "stale-if-error hides a 504",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(504, "no").Is("STALE", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=504; ttl=-1; detail=stale-if-error", "Age: 61"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("5861 4", "stale-if-error does not hide a 400",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(400, "no").Is("BYPASS", "no", 400)),
        new("5861 4", "stale-if-error does not hide a 404",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(404, "no").Is("BYPASS", "no", 404)),
        new("5861 4", "stale-if-error does not hide a 501",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(501, "no").Is("BYPASS", "no", 501)),
        new("5861 4", "stale-if-error hides that the connection breaks before an answer",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600").Is("MISS", "a"),
            Get().After(61).Upstream(Fault.ResetBeforeResponse).Is("STALE", "a")
                .Showing("Cache-Status: gateway; fwd=stale; ttl=-1; detail=stale-if-error")),
        new("5861 4", "stale-if-error ends with its time",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600").Is("MISS", "a"),
            Get().After(661).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("5861 4", "without permission an error is shown",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("5861 4", "the request's stale-if-error permits",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get("Cache-Control: stale-if-error=600").After(61).Upstream(503, "no").Is("STALE", "a")),
        new("5861 4", "the configured time permits",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().After(130).Upstream(503, "no").Is("STALE", "a")) { Repository = "tolerant" },
        new("9111 4.2.4", "must-revalidate forbids a stale answer on an error",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600, must-revalidate").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("9111 4.2.4", "must-revalidate forbids a stale answer on a broken connection",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600, must-revalidate").Is("MISS", "a"),
            Get().After(61).Upstream(Fault.ResetBeforeResponse).Is("EXPIRED", status: 502)
                .Showing("X-Gateway-Error: upstream-reset")),
        new("9111 4.2.4", "proxy-revalidate forbids a stale answer on an error",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600, proxy-revalidate").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("9111 4.2.4", "proxy-revalidate forbids a stale answer on a broken connection",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600, proxy-revalidate").Is("MISS", "a"),
            Get().After(61).Upstream(Fault.ResetBeforeResponse).Is("EXPIRED", status: 502)
                .Showing("X-Gateway-Error: upstream-reset")),
        new("9111 4.2.4", "s-maxage forbids a stale answer on an error",
            Get().Upstream(200, "a", "Cache-Control: s-maxage=60, stale-if-error=600").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("9111 4.2.4", "no-cache forbids a stale answer on an error",
            Get().Upstream(200, "a", "Cache-Control: no-cache, max-age=60, stale-if-error=600", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("9111 4.2.4", "a request with no-cache wants no stale answer on an error",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600").Is("MISS", "a"),
            Get("Cache-Control: no-cache").After(61).Upstream(503, "no").Is("BYPASS", "no", 503)),
        new("9111 4.3.3", "an error on a validation that the request caused leaves a fresh answer usable",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("Cache-Control: max-age=0").Upstream(503, "no").Is("STALE", "a")),
        new("5861 4", "a HEAD is answered stale where a GET would be",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600").Is("MISS", "a"),
            Head().After(61).Upstream(503, "").Is("STALE", "").Showing("Content-Length: 1"),
            Head().Upstream(Fault.ResetBeforeResponse).Is("STALE", "")),
        new("5861 3", "stale-while-revalidate answers at once and confirms behind",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-while-revalidate=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60, stale-while-revalidate=60")
                .InBackground().Asking("If-None-Match: \"v\"").Is("UPDATING", "a")
                .Showing("Cache-Status: gateway; hit; ttl=-1; detail=stale-while-revalidate", "Age: 61"),
            Get().Eventually().Is("HIT", "a").Showing("Age: 0")),
        new("5861 3", "stale-while-revalidate answers at once and replaces behind",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-while-revalidate=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(200, "b", "Cache-Control: max-age=60, stale-while-revalidate=60").InBackground()
                .Is("UPDATING", "a"),
            Get().Eventually().Is("HIT", "b")),
        new("5861 3", "stale-while-revalidate ends with its time",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-while-revalidate=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(121).Upstream(304, "", "ETag: \"v\"").Is("REVALIDATED", "a")),
        new("5861 3", "the configured time revalidates behind",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").InBackground().Is("UPDATING", "a"),
            Get().Eventually().Is("HIT", "a")) { Repository = "tolerant" },
        new("5861 3", "must-revalidate forbids stale-while-revalidate",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60, stale-while-revalidate=60, must-revalidate", "ETag: \"v\"")
                .Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"").Is("REVALIDATED", "a")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task StaleStored_Asked_IsServedOrNot(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();
}
