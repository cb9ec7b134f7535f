using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>What a change invalidates: RFC 9111 section 4.4.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class InvalidationRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("9111 4.4", "POST that succeeds makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(200, "done").Is("BYPASS", "done"),
            Get().Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Asking("If-None-Match: \"v\"")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=marked-stale"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "PUT that succeeds makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Send("PUT", "Content-Length: 0").Upstream(200, "done").Is("BYPASS", "done"),
            Get().Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Asking("If-None-Match: \"v\"")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=marked-stale"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "DELETE that succeeds makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Send("DELETE", "Content-Length: 0").Upstream(200, "done").Is("BYPASS", "done"),
            Get().Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Asking("If-None-Match: \"v\"")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=marked-stale"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "PATCH that succeeds makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Send("PATCH", "Content-Length: 0").Upstream(200, "done").Is("BYPASS", "done"),
            Get().Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Asking("If-None-Match: \"v\"")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=marked-stale"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "M-SEARCH that succeeds makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Send("M-SEARCH", "Content-Length: 0").Upstream(200, "done").Is("BYPASS", "done"),
            Get().Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60").Asking("If-None-Match: \"v\"")
                .Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=marked-stale"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "OPTIONS is safe and changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("OPTIONS").Upstream(200, "x").Is("BYPASS", "x"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "PROPFIND is safe and changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("PROPFIND").Upstream(200, "x").Is("BYPASS", "x"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "REPORT is safe and changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("REPORT").Upstream(200, "x").Is("BYPASS", "x"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "SEARCH is safe and changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("SEARCH").Upstream(200, "x").Is("BYPASS", "x"),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 201 to an unsafe method is a success",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "").Is("BYPASS", "", 201),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "a 204 to an unsafe method is a success",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(204, "").Is("BYPASS", "", 204),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "a 301 to an unsafe method is a success",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(301, "").Is("BYPASS", "", 301),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "a 303 to an unsafe method is a success",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(303, "").Is("BYPASS", "", 303),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "a 400 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(400, "no").Is("BYPASS", "no", 400),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 403 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(403, "no").Is("BYPASS", "no", 403),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 404 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(404, "no").Is("BYPASS", "no", 404),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 409 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(409, "no").Is("BYPASS", "no", 409),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 500 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(500, "no").Is("BYPASS", "no", 500),
            Get().Is("HIT", "a")),
        new("9111 4.4", "a 503 to an unsafe method changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(503, "no").Is("BYPASS", "no", 503),
            Get().Is("HIT", "a")),
        new("9111 4.4", "Location with an absolute path below the mount is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Location: /{repository}{path}?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Location with an absolute path as the upstream sees it is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Location: {path}?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Location with an absolute URL is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Location: http://localhost/{repository}{path}?x")
                .Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Location with a relative reference is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Location: ?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Location of another origin changes nothing",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Location: http://other.example/{repository}{path}?x")
                .Is("BYPASS", "", 201),
            Get().WithQuery("?x").Is("HIT", "a")),
        new("9111 4.4", "Content-Location with an absolute path below the mount is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Content-Location: /{repository}{path}?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Content-Location with an absolute path as the upstream sees it is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Content-Location: {path}?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Content-Location with an absolute URL is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0")
                .Upstream(201, "", "Content-Location: http://localhost/{repository}{path}?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Content-Location with a relative reference is made stale too",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(201, "", "Content-Location: ?x").Is("BYPASS", "", 201),
            Get().WithQuery("?x").Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.4", "Content-Location of another origin changes nothing",
            Get().WithQuery("?x").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0")
                .Upstream(201, "", "Content-Location: http://other.example/{repository}{path}?x")
                .Is("BYPASS", "", 201),
            Get().WithQuery("?x").Is("HIT", "a")),
        new("9111 4.4", "all variants are made stale",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b"),
            Send("DELETE").Upstream(204, "").Is("BYPASS", "", 204),
            Get("X-A: 1").Upstream(200, "c", "Cache-Control: max-age=60", "Vary: X-A").Is("EXPIRED", "c"),
            Get("X-A: 2").Upstream(200, "d", "Cache-Control: max-age=60", "Vary: X-A").Is("EXPIRED", "d")),
        new("9111 4.4", "entries of every added field are made stale",
            Get("X-Tenant: 1").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(200, "").Is("BYPASS", ""),
            Get("X-Tenant: 1").Upstream(200, "c", "Cache-Control: max-age=60").Is("EXPIRED", "c")) { Repository = "keyed" },
        new("9111 4.4", "what is made stale is not served on an error",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, stale-if-error=600").Is("MISS", "a"),
            Send("POST", "Content-Length: 0").Upstream(200, "").Is("BYPASS", ""),
            Get().Upstream(503, "no").Is("BYPASS", "no", 503)),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task UnsafeRequestAnswered_StoredAskedFor_IsStaleOrNot(string row) => new RuleRun(host, RuleSet.Find(All, row))
        .RunAsync();
}
