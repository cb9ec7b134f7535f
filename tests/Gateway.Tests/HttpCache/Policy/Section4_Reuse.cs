using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4 and §5.2.1: when a stored response answers a request.</summary>
public class Section4_Reuse
{
    public static TheoryData<string, string, string, int, string> Requests => new()
    {
        // Request, stored response, seconds later, verdict.
        { "9111 4", "GET", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 4", "GET", "200 | Cache-Control: max-age=60", 59, "Fresh" },
        { "9111 4", "GET", "200 | Cache-Control: max-age=60", 60, "MustValidate stale" },
        { "9111 4", "HEAD", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 4", "HEAD", "200 | Cache-Control: max-age=60", 61, "MustValidate stale" },
        { "9111 4", "POST", "200 | Cache-Control: max-age=60", 0, "Bypass method" },
        { "9111 4", "PUT", "200 | Cache-Control: max-age=60", 0, "Bypass method" },
        { "9111 4", "DELETE", "200 | Cache-Control: max-age=60", 0, "Bypass method" },
        { "9111 4", "OPTIONS", "200 | Cache-Control: max-age=60", 0, "Bypass method" },
        { "9111 4", "TRACE", "200 | Cache-Control: max-age=60", 0, "Bypass method" },
        { "9111 4", "GET | Cookie: a=b", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 4", "GET | Authorization: Bearer x", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 4", "GET", "404 | Cache-Control: max-age=60", 10, "Fresh" },
        { "9111 4", "GET", "200 | ETag: \"a\"", 0, "MustValidate stale" },

        { "9111 4.3.2", "GET | If-Match: \"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 0, "Bypass request-precondition" },
        { "9111 4.3.2", "GET | If-Unmodified-Since: {-1}", "200 | Cache-Control: max-age=60", 0, "Bypass request-precondition" },
        { "9111 4.3.2", "GET | If-None-Match: \"a\"", "200 | Cache-Control: max-age=60 | ETag: \"a\"", 0, "Fresh" },

        { "9111 5.2.2.4", "GET", "200 | Cache-Control: no-cache, max-age=60 | ETag: \"a\"", 0, "MustValidate response-no-cache" },
        { "9111 5.2.2.4", "GET", "200 | Cache-Control: No-CaChE, max-age=60 | ETag: \"a\"", 0, "MustValidate response-no-cache" },
        { "9111 5.2.2.4", "GET", "200 | Cache-Control: no-cache=\"x-a\", max-age=60", 0, "Fresh" },
        { "9111 5.2.2.4", "GET | Cache-Control: max-stale", "200 | Cache-Control: no-cache, max-age=1 | ETag: \"a\"", 5,
            "MustValidate response-no-cache" },
        { "9111 5.2.2.2", "GET", "200 | Cache-Control: must-revalidate, max-age=60", 10, "Fresh" },
        { "9111 5.2.2.2", "GET", "200 | Cache-Control: must-revalidate, max-age=60", 60, "MustValidate stale" },

        { "9111 5.2.2.1", "GET", "200 | Cache-Control: max-age=10 | Expires: {+60}", 11, "MustValidate stale" },
        { "9111 5.2.2.8", "GET", "200 | Cache-Control: proxy-revalidate, max-age=60", 10, "Fresh" },
        { "9111 5.2.2.8", "GET", "200 | Cache-Control: proxy-revalidate, max-age=60", 60, "MustValidate stale" },
        { "9111 5.2.2.8", "GET", "200 | Cache-Control: proxy-revalidate | ETag: \"a\"", 0, "MustValidate stale" },
        { "9111 5.2.2.9", "GET", "200 | Cache-Control: public, max-age=60", 10, "Fresh" },
        { "9111 5.2.2.9", "GET", "200 | Cache-Control: public | ETag: \"a\"", 0, "MustValidate stale" },
        { "9111 5.2.2.10", "GET", "200 | Cache-Control: s-maxage=60, max-age=1", 10, "Fresh" },
        { "9111 5.2.2.10", "GET", "200 | Cache-Control: s-maxage=1, max-age=60 | Expires: {+60}", 10, "MustValidate stale" },
        { "9111 5.2.2.10", "GET | Cache-Control: max-stale", "200 | Cache-Control: s-maxage=1", 10, "MustValidate stale" },

        { "9111 5.2.1.4", "GET | Cache-Control: no-cache", "200 | Cache-Control: max-age=60", 0, "MustValidate request-no-cache" },
        { "9111 5.2.1.4", "GET | Cache-Control: NO-CACHE", "200 | Cache-Control: max-age=60, immutable", 0,
            "MustValidate request-no-cache" },
        { "9111 5.2.1.4", "GET | Cache-Control: ext=\"no-cache\"", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.4", "GET | Pragma: no-cache", "200 | Cache-Control: max-age=60", 0, "MustValidate request-pragma" },
        { "9111 5.4", "GET | Pragma: foo, No-Cache", "200 | Cache-Control: max-age=60", 0, "MustValidate request-pragma" },
        { "9111 5.4", "GET | Pragma: no-cache | Cache-Control: max-age=30", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.4", "GET | Pragma: foo", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.4", "GET", "200 | Cache-Control: max-age=60 | Pragma: no-cache", 0, "Fresh" },

        { "9111 5.2.1.1", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60", 0, "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=10", "200 | Cache-Control: max-age=60", 10, "Fresh" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=10", "200 | Cache-Control: max-age=60", 11, "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=10", "200 | Cache-Control: max-age=60 | Age: 11", 0,
            "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=\"10\"", "200 | Cache-Control: max-age=60", 9, "Fresh" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=x", "200 | Cache-Control: max-age=60", 1, "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=-1", "200 | Cache-Control: max-age=60", 1, "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age", "200 | Cache-Control: max-age=60", 1, "MustValidate request-max-age" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=99999999999999999999", "200 | Cache-Control: max-age=60", 1, "Fresh" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=20, max-age=1", "200 | Cache-Control: max-age=60", 10, "Fresh" },
        { "9111 5.2.1.1", "GET | Cache-Control: max-age=100", "200 | Cache-Control: max-age=1, stale-while-revalidate=90", 10,
            "MustValidate stale" },

        { "9111 5.2.1.2", "GET | Cache-Control: max-stale", "200 | Cache-Control: max-age=60", 1000000, "StaleUsable request-max-stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=10", "200 | Cache-Control: max-age=60", 70, "StaleUsable request-max-stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=10", "200 | Cache-Control: max-age=60", 71, "MustValidate stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=x", "200 | Cache-Control: max-age=60", 61, "MustValidate stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale =10", "200 | Cache-Control: max-age=60", 61, "MustValidate stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=10, max-age=100", "200 | Cache-Control: max-age=60", 65,
            "StaleUsable request-max-stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=100, max-age=10", "200 | Cache-Control: max-age=60", 65,
            "MustValidate request-max-age" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale", "200 | Cache-Control: max-age=60, must-revalidate", 61, "MustValidate stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale", "200 | Cache-Control: max-age=60, proxy-revalidate", 61, "MustValidate stale" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale", "200 | Cache-Control: s-maxage=60", 61, "MustValidate stale" },

        { "9111 5.2.1.3", "GET | Cache-Control: min-fresh=10", "200 | Cache-Control: max-age=60", 50, "Fresh" },
        { "9111 5.2.1.3", "GET | Cache-Control: min-fresh=10", "200 | Cache-Control: max-age=60", 51, "MustValidate request-min-fresh" },
        { "9111 5.2.1.3", "GET | Cache-Control: min-fresh=61", "200 | Cache-Control: max-age=60, immutable", 0,
            "MustValidate request-min-fresh" },
        { "9111 5.2.1.3", "GET | Cache-Control: min-fresh=x", "200 | Cache-Control: max-age=60", 51, "Fresh" },
        { "9111 5.2.1.3", "GET | Cache-Control: min-fresh=10, max-stale", "200 | Cache-Control: max-age=60", 61, "MustValidate stale" },

        { "9111 5.2.1.5", "GET | Cache-Control: no-store", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.2.1.6", "GET | Cache-Control: no-transform", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.2.1.7", "GET | Cache-Control: only-if-cached", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.2.1.7", "HEAD | Cache-Control: only-if-cached", "200 | Cache-Control: max-age=60", 0, "Fresh" },
        { "9111 5.2.1.7", "GET | Cache-Control: only-if-cached", "200 | Cache-Control: max-age=60", 60, "OnlyIfCachedUnsatisfied stale" },
        { "9111 5.2.1.7", "GET | Cache-Control: only-if-cached, no-cache", "200 | Cache-Control: max-age=60", 0,
            "OnlyIfCachedUnsatisfied request-no-cache" },
        { "9111 5.2.1.7", "GET | Cache-Control: only-if-cached, max-stale", "200 | Cache-Control: max-age=60", 90,
            "StaleUsable request-max-stale" },
        { "9111 5.2.3", "GET | Cache-Control: foo, bar=1", "200 | Cache-Control: max-age=60", 0, "Fresh" },

        { "8246 2", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60, immutable", 10, "Fresh" },
        { "8246 2", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60, immutable", 60, "MustValidate request-max-age" },
        { "8246 2", "GET", "200 | Cache-Control: max-age=60, immutable", 60, "MustValidate stale" },
        { "8246 2", "GET | Cache-Control: no-cache", "200 | Cache-Control: max-age=60, immutable", 1, "MustValidate request-no-cache" },
        { "8246 2", "GET", "200 | Cache-Control: immutable | ETag: \"a\"", 0, "MustValidate stale" },
        { "8246 2", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60, immutable =1", 0, "MustValidate request-max-age" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void StoredResponse_RequestArrives_IsUsedOrNotByName(string section, string request, string stored, int seconds, string expected)
    {
        Assert.NotEmpty(section);

        var verdict = CachePolicy.DecideReuse(
            Given.Request(request), [Given.Stored(stored)], CachePolicyOptions.Default, Given.After(seconds));

        Assert.Equal(expected, Describe(verdict));
    }

    [Theory]
    [InlineData("GET", "Miss uri-miss")]
    [InlineData("HEAD", "Miss uri-miss")]
    [InlineData("GET | Cache-Control: only-if-cached", "OnlyIfCachedUnsatisfied uri-miss")]
    [InlineData("POST", "Bypass method")]
    public void NothingStored_RequestArrives_Misses(string request, string expected)
    {
        var verdict = CachePolicy.DecideReuse(Given.Request(request), [], CachePolicyOptions.Default, Given.Now);

        Assert.Equal(expected, Describe(verdict));
        Assert.Null(verdict.Response);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("GET | Cache-Control: max-stale")]
    public void MarkedStale_RequestArrives_MustBeValidatedWhateverItsAge(string request)
    {
        var stored = Given.Stored("200 | Cache-Control: max-age=60, stale-while-revalidate=60") with { MarkedStale = true };

        var verdict = CachePolicy.DecideReuse(Given.Request(request), [stored], CachePolicyOptions.Default, Given.Now);

        Assert.Equal("MustValidate marked-stale", Describe(verdict));
    }

    [Theory]
    [InlineData("GET", "Bypass request-content")]
    [InlineData("GET | Cache-Control: only-if-cached", "OnlyIfCachedUnsatisfied request-content")]
    public void RequestWithContent_FreshStored_GoesPastTheCache(string text, string expected)
    {
        var request = CacheRequest.Of("GET", Given.Fields(text), hasContent: true);

        var verdict = CachePolicy.DecideReuse(
            request, [Given.Stored("200 | Cache-Control: max-age=60")], CachePolicyOptions.Default, Given.Now);
        var stored = CachePolicy.DecideStore(request, Given.Response("200 | Cache-Control: max-age=60"), CachePolicyOptions.Default);

        Assert.Equal(expected, Describe(verdict));
        Assert.Equal(new StoreVerdict.Refuse(StoreRefusal.RequestContent), stored);
    }

    [Fact]
    public void FreshResponse_Verdict_CarriesAgeAndTimeToLive()
    {
        var stored = Given.Stored("200 | Cache-Control: max-age=60 | Age: 5");

        var verdict = CachePolicy.DecideReuse(Given.Request("GET"), [stored], CachePolicyOptions.Default, Given.After(10));

        Assert.Equal(TimeSpan.FromSeconds(15), verdict.State.Age);
        Assert.Equal(TimeSpan.FromSeconds(45), verdict.State.TimeToLive);
        Assert.Same(stored, verdict.Response);
    }

    internal static string Describe(ReuseVerdict verdict) => verdict.Kind switch
    {
        ReuseKind.Fresh => "Fresh",
        ReuseKind.StaleUsable => $"StaleUsable {verdict.Stale!.Value.Reason}",
        _ => $"{verdict.Kind} {ReasonName.Of(verdict.Reason)}",
    };
}
