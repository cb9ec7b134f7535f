using static Gateway.IntegrationTests.Caching.Step;

namespace Gateway.IntegrationTests.Caching.Rules;

/// <summary>Ranges: RFC 9110 sections 13.1.5 and 14, RFC 9111 sections 3.3 and 3.4.</summary>
[Collection(nameof(CacheRulesCollection))]
public sealed class RangeRules(CacheHost host)
{
    private static readonly Rule[] All =
    [
        new("9110 14.2", "a range is cut from what is stored",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4").Is("HIT", "234", 206)
                .Showing("Content-Range: bytes 2-4/10", "Content-Length: 3", "Content-Type: text/x", "ETag: \"v\"", "Age: 0")),
        new("9110 14.2", "a range to the end",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=7-").Is("HIT", "789", 206).Showing("Content-Range: bytes 7-9/10")),
        new("9110 14.2", "a suffix",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=-3").Is("HIT", "789", 206).Showing("Content-Range: bytes 7-9/10")),
        new("9110 14.2", "a suffix longer than the whole is the whole",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=-30").Is("HIT", "0123456789", 206).Showing("Content-Range: bytes 0-9/10")),
        new("9110 14.2", "a range beyond the end is cut",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=8-100").Is("HIT", "89", 206).Showing("Content-Range: bytes 8-9/10")),
        new("9110 15.5.17", "a range behind the end cannot be had",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=10-").Is("HIT", "", 416).Showing("Content-Range: bytes */10", "Content-Length: 0")
                .Hiding("Content-Type")),
        new("9110 15.5.17", "an empty suffix cannot be had",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=-0").Is("HIT", "", 416).Showing("Content-Range: bytes */10")),
        new("9110 14.2", "a range that ends before it begins is ignored",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=4-2").Is("HIT", "0123456789", 200)),
        new("9110 14.2", "another unit is ignored",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: lines=1-2").Is("HIT", "0123456789", 200)),
        new("9110 14.2", "a unit counts in any letter case",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: Bytes=2-4").Is("HIT", "234", 206)),
        new("9110 14.2", "what is no range is ignored",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=a-b").Is("HIT", "0123456789", 200)),
        new("9110 15.3.7", "two ranges that overlap become one",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=1-4,3-6").Is("HIT", "123456", 206).Showing("Content-Range: bytes 1-6/10")),
        new("9110 15.3.7", "ranges of which one can be had are that one",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=20-30,2-3").Is("HIT", "23", 206).Showing("Content-Range: bytes 2-3/10")),
        new("9110 13.1.5", "If-Range with the tag",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-Range: \"v\"").Is("HIT", "234", 206).Showing("Content-Range: bytes 2-4/10")),
        new("9110 13.1.5", "If-Range with another tag gives the whole",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-Range: \"w\"").Is("HIT", "0123456789", 200)),
        new("9110 13.1.5", "If-Range with a weak tag gives the whole",
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: W/\"v\"").Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-Range: W/\"v\"").Is("HIT", "0123456789", 200)),
        new("9110 13.1.5", "If-Range with the date",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-Range: Wed, 01 Jul 2026 10:00:00 GMT").Is("HIT", "234", 206)),
        new("9110 13.1.5", "If-Range with another date gives the whole",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-Range: Wed, 01 Jul 2026 10:00:01 GMT").Is("HIT", "0123456789", 200)),
        new("9110 13.2.2", "a condition that holds comes before the range",
            Get()
                .Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"",
                    "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT", "Content-Type: text/x")
                .Is("MISS", "0123456789"),
            Get("Range: bytes=2-4", "If-None-Match: \"v\"").Is("HIT", "", 304)),
        new("9110 14.2", "a HEAD has no range",
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60").Is("MISS"),
            Head("Range: bytes=2-4").Is("HIT", "").Showing("Content-Length: 10")),
        new("9110 14.2", "a range is of a success only",
            Get().Upstream(404, "0123456789", "Cache-Control: max-age=60").Is("MISS", status: 404),
            Get("Range: bytes=2-4").Is("HIT", "0123456789", 404)),
        new("9111 4.3.1", "a range of what is stale is cut after it was confirmed",
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS"),
            Get("Range: bytes=2-4").After(61).Upstream(304, "", "ETag: \"v\"", "Cache-Control: max-age=60")
                .NeverAsking("Range").Asking("If-None-Match: \"v\"").Is("REVALIDATED", "234", 206),
            Get("Range: bytes=0-0").Is("HIT", "0", 206)),
        new("9111 4.3.3", "a range of what has changed is cut from what is new",
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS"),
            Get("Range: bytes=2-4").After(61).Upstream(200, "abcdefghijk", "Cache-Control: max-age=60")
                .NeverAsking("Range").Is("EXPIRED", "cde", 206).Showing("Content-Range: bytes 2-4/11"),
            Get().Is("HIT", "abcdefghijk")),
        new("9111 4.3.3", "a range that what is new does not have",
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"v\"").Is("MISS"),
            Get("Range: bytes=5-").After(61).Upstream(200, "abc", "Cache-Control: max-age=60").Is("EXPIRED", "", 416)
                .Showing("Content-Range: bytes */3")),
        new("9111 3.3", "a range of nothing stored is passed on, and the whole is fetched behind",
            Get("Range: bytes=2-4").Upstream(Answers.Ranged("0123456789", ("Cache-Control", "max-age=60"))).Times(2)
                .InBackground().Is("BYPASS", "234", 206)
                .Showing("Content-Range: bytes 2-4/10", "Cache-Status: gateway; fwd=uri-miss; fwd-status=206; detail=partial-content"),
            Get().Eventually().Is("HIT", "0123456789")),
        new("9111 3.3", "what may not be stored is not fetched behind",
            Get("Range: bytes=2-4").Upstream(Answers.Ranged("0123456789", ("Cache-Control", "no-store")))
                .Is("BYPASS", "234", 206),
            Get("Range: bytes=2-4").Upstream(Answers.Ranged("0123456789", ("Cache-Control", "no-store")))
                .Is("BYPASS", "234", 206)),
        new("9110 14.2", "an upstream that ignores a range has its whole answer stored and cut",
            Get("Range: bytes=2-4").Upstream(200, "0123456789", "Cache-Control: max-age=60").Is("MISS", "234", 206),
            Get().Is("HIT", "0123456789")),
        new("9111 3.3", "a 206 that was not asked for is not stored",
            Get().Upstream(206, "234", "Cache-Control: max-age=60", "Content-Range: bytes 2-4/10").Is("BYPASS", "234", 206),
            Get().Upstream(200, "0123456789", "Cache-Control: max-age=60").Is("MISS", "0123456789")),
        new("9111 3.3", "a long representation is stored in parts",
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "01234")).Is("MISS", "01234", 206)
                .Showing("Content-Range: bytes 0-4/1000000000"),
            Get("Range: bytes=1-3").Is("HIT", "123", 206).Showing("Content-Range: bytes 1-3/1000000000"),
            Get("Range: bytes=4-8").Upstream(Answers.PartOfLong(4, "4cdef")).Is("MISS", "4cdef", 206)
                .Showing("Cache-Status: gateway; fwd=partial; fwd-status=206; stored"),
            Get("Range: bytes=0-8").Is("HIT", "01234cdef", 206)),
        new("9111 3.4", "parts of another tag are not combined",
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "01234")).Is("MISS", "01234", 206),
            Get("Range: bytes=5-9").Upstream(Answers.PartOfLong(5, "fghij", "\"w\"")).Is("MISS", "fghij", 206),
            Get("Range: bytes=5-9").Is("HIT", "fghij", 206),
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "abcde", "\"w\"")).Is("MISS", "abcde", 206),
            Get("Range: bytes=0-9").Is("HIT", "abcdefghij", 206)),
        new("9111 3.4", "parts without a strong validator are not combined",
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "01234", "W/\"v\"")).Is("MISS", "01234", 206),
            Get("Range: bytes=5-9").Upstream(Answers.PartOfLong(5, "56789", "W/\"v\"")).Is("MISS", "56789", 206),
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "01234", "W/\"v\"")).Is("MISS", "01234", 206)),
        new("9111 3.4", "parts with a gap between them are not combined",
            Get("Range: bytes=0-1").Upstream(Answers.PartOfLong(0, "01")).Is("MISS", "01", 206),
            Get("Range: bytes=5-6").Upstream(Answers.PartOfLong(5, "56")).Is("MISS", "56", 206),
            Get("Range: bytes=2-4").Upstream(Answers.PartOfLong(2, "234")).Is("MISS", "234", 206),
            Get("Range: bytes=2-6").Is("HIT", "23456", 206)),
        new("9111 3.3", "a part does not answer for the whole",
            Get("Range: bytes=0-4").Upstream(Answers.PartOfLong(0, "01234")).Is("MISS", "01234", 206),
            Get().Upstream(200, "short", "Cache-Control: max-age=60").NeverAsking("Range", "If-None-Match").Is("MISS", "short"),
            Get().Is("HIT", "short")),
    ];

    public static TheoryData<string> Rows => RuleSet.Names(All);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task RangeAsked_OfStoredOrNot_IsAsTheRuleSays(string row) => new RuleRun(host, RuleSet.Find(All, row)).RunAsync();
}
