using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>Conditional requests, the client's and the cache's own: RFC 9111 section 4.3, RFC 9110 sections 8.8 and 13.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class ValidationRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("9111 4.3.2", "If-None-Match with the stored tag is answered with 304",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"v\"").Is("HIT", "", status: 304)),
        new("9111 4.3.2", "If-None-Match with another tag is answered whole",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"w\"").Is("HIT", "a", status: 200)),
        new("9110 13.1.2", "If-None-Match with the tag in a list",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"w\", \"v\" , \"x\"").Is("HIT", "", status: 304)),
        new("9110 13.1.2", "If-None-Match with the tag on a later line",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"w\"", "If-None-Match: \"v\"").Is("HIT", "", status: 304)),
        new("9110 13.1.2", "If-None-Match compares weakly: weak against strong",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: W/\"v\"").Is("HIT", "", status: 304)),
        new("9110 13.1.2", "If-None-Match compares weakly: strong against weak",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: W/\"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"v\"").Is("HIT", "", status: 304)),
        new("9110 13.1.2", "If-None-Match with a star matches what is there",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: *").Is("HIT", "", status: 304)),
        new("9110 13.1.2", "If-None-Match with a star matches what has no tag",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-None-Match: *").Is("HIT", "", status: 304)),
        new("9110 8.8.3", "a tag without quotes does not match",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: v").Is("HIT", "a", status: 200)),
        new("9110 8.8.3", "a tag with a comma in it is one tag",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"a,b\"").Is("MISS", "a"),
            Get("If-None-Match: \"a,b\"").Is("HIT", "", status: 304)),
        new("9110 13.1.3", "If-Modified-Since at the stored date is answered with 304",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-Modified-Since: Wed, 01 Jul 2026 10:00:00 GMT").Is("HIT", "", status: 304)),
        new("9110 13.1.3", "If-Modified-Since after the stored date is answered with 304",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-Modified-Since: Wed, 01 Jul 2026 11:00:00 GMT").Is("HIT", "", status: 304)),
        new("9110 13.1.3", "If-Modified-Since before the stored date is answered whole",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-Modified-Since: Wed, 01 Jul 2026 09:59:59 GMT").Is("HIT", "a", status: 200)),
        new("9110 13.1.3", "If-Modified-Since that is no date is ignored",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-Modified-Since: yesterday").Is("HIT", "a", status: 200)),
        new("9110 5.6.7", "If-Modified-Since in asctime form counts",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get("If-Modified-Since: Wed Jul  1 10:00:00 2026").Is("HIT", "", status: 304)),
        new("9110 13.1.3", "If-Modified-Since counts for nothing beside If-None-Match",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "a"),
            Get("If-None-Match: \"w\"", "If-Modified-Since: Wed, 01 Jul 2026 10:00:00 GMT").Is("HIT", "a", status: 200)),
        new("9110 15.4.5", "a 304 has the fields that a 200 would have, without those of the representation",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT",
                    "Content-Type: text/x", "Content-Location: /c", "Vary: X-A", "Expires: {now+60}")
                .Is("MISS", "a"),
            Get("If-None-Match: \"v\"").Is("HIT", "", 304)
                .Showing("ETag: \"v\"", "Cache-Control: max-age=60", "Vary: X-A", "Date", "Content-Location: /c", "Expires", "Age: 0")
                .Hiding("Content-Type", "Content-Length", "Last-Modified")),
        new("9111 4.3.2", "conditions are evaluated on a success only",
            Get().Upstream(404, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a", 404),
            Get("If-None-Match: \"v\"").Is("HIT", "a", 404)),
        new("9111 4.3.2", "If-Match is for the origin to evaluate",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "a"),
            Get("If-Match: \"w\"").Upstream(412, "no").Asking("If-Match: \"w\"").Is("BYPASS", "no", 412)
                .Showing("Cache-Status: gateway; fwd=bypass; fwd-status=412; detail=request-precondition"),
            Get().Is("HIT", "a")),
        new("9111 4.3.2", "If-Unmodified-Since is for the origin to evaluate",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "a"),
            Get("If-Unmodified-Since: Wed, 01 Jul 2026 09:00:00 GMT").Upstream(412, "no")
                .Asking("If-Unmodified-Since: Wed, 01 Jul 2026 09:00:00 GMT").Is("BYPASS", "no", 412)
                .Showing("Cache-Status: gateway; fwd=bypass; fwd-status=412; detail=request-precondition"),
            Get().Is("HIT", "a")),
        new("9111 4.3.2", "a condition on a miss is answered from what was fetched",
            Get("If-None-Match: \"v\"").Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"")
                .NeverAsking("If-None-Match").Is("MISS", "", 304),
            Get().Is("HIT", "a")),
        new("9111 4.3.1", "a stale answer is validated with its tag and its date",
            Get()
                .Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Asking("If-None-Match: \"v\"", "If-Modified-Since: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("REVALIDATED", "a").Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60")
                .Hiding("Age"),
            Get().After(59).Is("HIT", "a").Showing("Age: 59")),
        new("9111 4.3.1", "an answer without a tag is validated with its date",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT").Is("MISS", "a"),
            Get().After(61)
                .Upstream(304, "", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Cache-Control: max-age=60")
                .Asking("If-Modified-Since: Wed, 01 Jul 2026 10:00:00 GMT").NeverAsking("If-None-Match")
                .Is("REVALIDATED", "a")),
        new("9111 4.3.1", "a weak tag validates",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: W/\"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: W/\"v\"", "Cache-Control: max-age=60")
                .Asking("If-None-Match: W/\"v\"").Is("REVALIDATED", "a"),
            Get().Is("HIT", "a")),
        new("9111 4.3.1", "what has nothing to validate it is fetched anew",
            Get().Upstream(200, "a", "Cache-Control: max-age=60").Is("MISS", "a"),
            Get().After(61).Upstream(200, "b", "Cache-Control: max-age=60")
                .NeverAsking("If-None-Match", "If-Modified-Since").Is("EXPIRED", "b")),
        new("9111 4.3.1", "the client's conditions give way to the cache's own",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get("If-None-Match: \"w\"").After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .Asking("If-None-Match: \"v\"").Is("REVALIDATED", "a"),
            Get("If-None-Match: \"v\"").After(61).Upstream(304, "", "ETag: \"v\"").Is("REVALIDATED", "", 304)),
        new("9111 4.3.3", "a 200 replaces what was to be validated",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(200, "b", "Cache-Control: max-age=60", "ETag: \"w\"").Is("EXPIRED", "b"),
            Get().Is("HIT", "b").Showing("ETag: \"w\"")),
        new("9111 3.2", "a 304 replaces the fields that it has",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "X-Old: 1", "X-Both: 1", "X-Both: 2")
                .Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=30", "X-Both: 3", "X-New: 4")
                .Is("REVALIDATED", "a").Showing("X-Old: 1", "X-Both: 3", "X-New: 4", "Cache-Control: max-age=30"),
            Get().Is("HIT", "a").Showing("X-Old: 1", "X-Both: 3", "X-New: 4", "Cache-Control: max-age=30", "Date: {now}"),
            Get().After(31).Upstream(304, "", "ETag: \"v\"").Is("REVALIDATED", "a")),
        new("9111 3.2", "a 304 changes neither the length nor the coding of the content",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Content-Encoding: x").Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Content-Encoding: y", "Cache-Control: max-age=60")
                .Is("REVALIDATED", "a").Showing("Content-Encoding: x", "Content-Length: 1")),
        new("9111 4.3.4", "a 304 for another tag than the stored ones is asked about again",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61)
                .Upstream(context => context.Request.Headers.IfNoneMatch.Count > 0 ? Reply.With(304, "", ("ETag",
                    "\"x\""))(context) : Reply.With(200, "b", ("Cache-Control", "max-age=60"), ("ETag", "\"x\""))(context))
                .Times(2).Is("EXPIRED", "b"),
            Get().Is("HIT", "b")),
        new("9111 4.1", "a 304 that varies by more confirms for this once",
            Get("X-A: 1", "X-B: 1").Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Vary: X-A").Is("MISS", "a"),
            Get("X-A: 1", "X-B: 1").After(61)
                .Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60", "Vary: X-A, X-B").Is("REVALIDATED", "a"),
            Get("X-A: 1", "X-B: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A, X-B").Is("MISS", "b")),
        new("9111 4.1", "a 304 that varies by less leaves the entry to the requests it was for",
            Get("X-A: 1").Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "Vary: X-A, X-B").Is("MISS", "a"),
            Get("X-A: 1").After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60", "Vary: X-A").Is("REVALIDATED", "a"),
            Get("X-A: 1").Is("HIT", "a"),
            Get("X-A: 1", "X-B: 2").Upstream(200, "b", "Cache-Control: max-age=60", "Vary: X-A").Is("MISS", "b")),
        new("9111 4.3.4", "a 304 that says no-store removes what was stored",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: no-store").Is("REVALIDATED", "a"),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").NeverAsking("If-None-Match").Is("MISS", "b")),
        new("9111 5.2.2.4", "no-cache is validated before each use",
            Get().Upstream(200, "a", "Cache-Control: no-cache, max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Get().Upstream(304, "", "ETag: \"v\"").Asking("If-None-Match: \"v\"").Is("REVALIDATED", "a")
                .Showing("Cache-Status: gateway; fwd=stale; fwd-status=304; ttl=60; detail=response-no-cache"),
            Get().Upstream(304, "", "ETag: \"v\"").Is("REVALIDATED", "a")),
        new("9110 9.3.2", "a HEAD is answered from a stored GET",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"", "X-A: 1").Is("MISS", "a"),
            Head().Is("HIT", "").Showing("Content-Length: 1", "X-A: 1", "Age: 0"),
            Head("If-None-Match: \"v\"").Is("HIT", "", 304)),
        new("9111 4.3.5", "a HEAD that agrees freshens what is stored",
            Get().Upstream(200, "a", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS", "a"),
            Head().After(61)
                .Upstream(Answers.Head(1, ("Cache-Control", "max-age=60"), ("ETag", "\"v\""), ("X-New", "1")))
                .Is("BYPASS", ""),
            Get().Is("HIT", "a").Showing("X-New: 1", "Age: 0")),
        new("9111 4.3.5", "a HEAD with another tag makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=600", "ETag: \"v\"").Is("MISS", "a"),
            Head("Cache-Control: no-cache")
                .Upstream(Answers.Head(1, ("Cache-Control", "max-age=60"), ("ETag", "\"w\""))).Is("BYPASS", ""),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.3.5", "a HEAD with another length makes what is stored stale",
            Get().Upstream(200, "a", "Cache-Control: max-age=600").Is("MISS", "a"),
            Head("Cache-Control: no-cache").Upstream(Answers.Head(5, ("Cache-Control", "max-age=60"))).Is("BYPASS", ""),
            Get().Upstream(200, "b", "Cache-Control: max-age=60").Is("EXPIRED", "b")),
        new("9111 4.3.5", "a HEAD that fails changes nothing",
            Get().Upstream(200, "a", "Cache-Control: max-age=600", "ETag: \"v\"").Is("MISS", "a"),
            Head("Cache-Control: no-cache").Upstream(404, "").Is("BYPASS", "", 404),
            Get().Is("HIT", "a")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task StoredAndAsked_Validated_IsAsTheRuleSays(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();
}
