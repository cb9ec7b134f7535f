using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>What is stored and in what form: RFC 9111 section 3 and the directives that bear on it.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class StoringRules(CacheHost host)
{
    private static readonly int[] Statuses =
    [
        200, 203, 204, 299, 300, 301, 302, 303, 305, 307, 308, 400, 401, 403, 404, 405, 406, 409, 410, 411, 412, 414, 415, 417, 418, 421,
        422, 429, 451, 499, 500, 501, 502, 503, 504, 511, 599,
    ];

    private static readonly int[] Unguessable = [302, 307, 400, 403, 500, 503];

    private static readonly Rule[] All =
    [
        new("9111 3", "a response with a lifetime is stored",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 3", "s-maxage is a lifetime",
            Get().Upstream(200, "a", "Cache-Control: s-maxage=60").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 3", "Expires is a lifetime",
            Get().Upstream(200, "a", "Expires: {now+60}").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 3", "directives are found on several lines",
            Get().Upstream(200, "a", "Cache-Control: public", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 5.2.2.5", "no-store is not stored",
            Get().Upstream(200, "a", "Cache-Control: no-store, max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=response-no-store"),
            Get().Upstream(200, "b", "Cache-Control: no-store, max-age=60").Is("BYPASS", "b")),
        new("9111 5.2.2.5", "no-store is found in any letter case",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, No-StOrE").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=response-no-store"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60, No-StOrE").Is("BYPASS", "b")),
        new("9111 5.2.2.5", "no-store is found on a later line",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Cache-Control: no-store").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=response-no-store"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60", "Cache-Control: no-store").Is("BYPASS", "b")),
        new("9111 5.2.2.7", "private is not stored",
            Get().Upstream(200, "a", "Cache-Control: private, max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=private"),
            Get().Upstream(200, "b", "Cache-Control: private, max-age=60").Is("BYPASS", "b")),
        new("9111 3", "without freshness and validator nothing is stored",
            Get().Upstream(200, "a").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=no-freshness"),
            Get().Upstream(200, "b").Is("BYPASS", "b")),
        new("9111 3", "an error without freshness is not stored",
            Get().Upstream(404, "a").Is("BYPASS", "a", status: 404)
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=404; detail=no-freshness"),
            Get().Upstream(404, "b").Is("BYPASS", "b", status: 404)),
        new("9111 5.2.2.4", "no-cache without a validator is of no use",
            Get().Upstream(200, "a", "Cache-Control: no-cache, max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=no-validator"),
            Get().Upstream(200, "b", "Cache-Control: no-cache, max-age=60").Is("BYPASS", "b")),
        .. Statuses.Select(StoredWithLifetime),
        .. Unguessable.Select(NotStoredOnAGuess),
        new("9111 5.2.2.3", "must-understand overrules no-store for a known status",
            Get().Upstream(200, "a", "Cache-Control: must-understand, no-store, max-age=60").Is("MISS", "a"),
            Get().Is("HIT", "a")),
        new("9111 5.2.2.3", "must-understand forbids an unknown status",
            Get().Upstream(299, "a", "Cache-Control: must-understand, no-store, max-age=60")
                .Is("BYPASS", "a", status: 299)
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=299; detail=status-not-understood"),
            Get().Upstream(299, "b", "Cache-Control: must-understand, no-store, max-age=60").Is("BYPASS", "b", status: 299)),
        new("9111 3", "a POST is not stored",
            Send("POST", "Content-Length: 0").Upstream(200, "a", "Cache-Control: max-age=60").Is("BYPASS", "a"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 3", "an OPTIONS is not stored",
            Send("OPTIONS").Upstream(200, "a", "Cache-Control: max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=method; fwd-status=200"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 3", "a GET with content passes by",
            Get("Content-Length: 0").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            GetWithContent().Upstream(200, "b", "Cache-Control: max-age=60").Is("BYPASS", "b")
                .Showing("Cache-Status: gateway; fwd=bypass; fwd-status=200; detail=request-content")),
        new("9111 5.2.1.5", "a request with no-store is not stored",
            Get("Cache-Control: no-store").Upstream(200, "a", "Cache-Control: max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=request-no-store"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 3.1", "what Connection names is for one hop",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Connection: X-Hop", "X-Hop: 1", "X-Kept: 2")
                .Is("MISS", "a").Hiding("X-Hop"),
            Get().Is("HIT", "a").Hiding("X-Hop").Showing("X-Kept: 2")),
        new("9111 3.1", "hop-by-hop fields are not stored",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic",
                    "Proxy-Authentication-Info: x")
                .Is("MISS", "a"),
            Get().Is("HIT", "a").Hiding("Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info")),
        new("9111 7.3", "a cookie goes to the one it was made for and to nobody else",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Set-Cookie: s=1", "Set-Cookie: t=2")
                .Is("MISS", "a").Showing("Set-Cookie: s=1, t=2"),
            Get().Is("HIT", "a").Hiding("Set-Cookie")),
        new("9111 7.3", "a cookie is stored where the operator says so",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Set-Cookie: s=1", "Set-Cookie: t=2").Is("MISS", "a"),
            Get().Is("HIT", "a").Showing("Set-Cookie: s=1, t=2")) { Repository = "cookies" },
        new("9111 5.2.2.7", "private with field names withholds only those",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60, private=\"X-Own, X-Other\"", "X-Own: 1", "X-Other: 2", "X-All: 3")
                .Is("MISS", "a").Showing("X-Own: 1"),
            Get().Is("HIT", "a").Hiding("X-Own", "X-Other").Showing("X-All: 3")),
        new("9111 5.2.2.4", "no-cache with field names withholds only those",
            Get().Upstream(200, "a", "Cache-Control: max-age=60, no-cache=\"X-Own\"", "X-Own: 1", "X-All: 3").Is("MISS", "a"),
            Get().Is("HIT", "a").Hiding("X-Own").Showing("X-All: 3")),
        new("9111 3.5", "an answer to credentials is not shared",
            Get("Authorization: Bearer t").Upstream(200, "a", "Cache-Control: max-age=60").Is("BYPASS", "a")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=authorization"),
            Get("Authorization: Bearer t").Upstream(200, "b", "Cache-Control: max-age=60").Is("BYPASS", "b"),
            Get().Upstream(200, "c", "Cache-Control: max-age=60").Is("MISS", "c"),
            Get().Is("HIT", "c"),
            Get("Authorization: Bearer t").Is("HIT", "c")) { Repository = "authorized" },
        new("9111 3.5", "public lets an answer to credentials be shared",
            Get("Authorization: Bearer t").Upstream(200, "a", "Cache-Control: max-age=60, public").Is("MISS", "a"),
            Get().Is("HIT", "a")) { Repository = "authorized" },
        new("9111 3.5", "s-maxage=60 lets an answer to credentials be shared",
            Get("Authorization: Bearer t").Upstream(200, "a", "Cache-Control: max-age=60, s-maxage=60").Is("MISS", "a"),
            Get().Is("HIT", "a")) { Repository = "authorized" },
        new("9111 3.5", "must-revalidate lets an answer to credentials be shared",
            Get("Authorization: Bearer t").Upstream(200, "a", "Cache-Control: max-age=60, must-revalidate").Is("MISS", "a"),
            Get().Is("HIT", "a")) { Repository = "authorized" },
        new("9111 3.5", "the operator's word lets answers to credentials be shared",
            Get("Authorization: Bearer t").Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().Is("HIT", "a")) { Repository = "shared" },
        new("9111 3", "a body above the limit is not stored",
            Get().Upstream(200, new string('x', 1025), "Cache-Control: max-age=60").Is("BYPASS")
                .Showing("Cache-Status: gateway; fwd=uri-miss; fwd-status=200; detail=too-large"),
            Get().Upstream(200, new string('x', 1024), "Cache-Control: max-age=60").Is("BYPASS"),
            Get().Upstream(200, new string('x', 1024), "Cache-Control: max-age=60").Is("MISS"),
            Get().Is("HIT")) { Repository = "small" },
        new("9111 3", "a HEAD is not stored and stores nothing",
            Head().Upstream(200, "a", "Cache-Control: max-age=60").Is("BYPASS", ""),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("MISS", "b")),
        new("9111 3", "other fields are stored as they came",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "X-One: 1", "X-One: 2", "Content-Type: text/x",
                    "Content-Language: de", "Link: <a>; rel=b")
                .Is("MISS"),
            Get().Is("HIT")
                .Showing("X-One: 1, 2", "Content-Type: text/x", "Content-Language: de", "Link: <a>; rel=b", "Cache-Control: max-age=60")),
    ];

    private static Rule StoredWithLifetime(int status)
    {
        var body = status == 204 ? "" : "a";
        return new Rule(
            "9111 3",
            $"status {status} with a lifetime is stored",
            Get().Upstream(status, body, "Cache-Control: max-age=60").Is("MISS", body, status),
            Get().Is("HIT", body, status));
    }

    private static Rule NotStoredOnAGuess(int status) => new(
        "9111 4.2.2",
        $"status {status} is not stored on a guess",
        Get().Upstream(status, "a", "ETag: \"v\"").Is("BYPASS", "a", status),
        Get().Upstream(status, "b", "ETag: \"v\"").Is("BYPASS", "b", status));

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task StoredOrNot_AskedAgain_IsAsTheRuleSays(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();
}
