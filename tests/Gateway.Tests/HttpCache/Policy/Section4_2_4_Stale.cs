using Gateway.HttpCache.Policy;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.2.4 and RFC 5861: serving stale.</summary>
public class Section4_2_4_Stale
{
    private static readonly CachePolicyOptions Configured = new()
    {
        StaleWhileRevalidate = TimeSpan.FromSeconds(30),
        StaleIfError = TimeSpan.FromSeconds(300),
    };

    public static TheoryData<string, string, string, bool, int, string> Revalidating => new()
    {
        // Request, stored response, configured windows?, seconds later, verdict without asking the upstream.
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 59, "fresh" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 60, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 90, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 91, "too-stale" },
        { "5861 3", "HEAD", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 61, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=\"30\"", false, 61, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, Stale-While-Revalidate=30", false, 61, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=x", true, 61, "stale-not-permitted" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate", true, 61, "stale-not-permitted" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=0", true, 61, "stale-not-permitted" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60", false, 61, "stale-not-permitted" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60", true, 61, "stale-while-revalidate" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60", true, 91, "too-stale" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=60, stale-while-revalidate=5", true, 70, "too-stale" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=0 | ETag: \"a\"", true, 1, "stale-not-permitted" },
        { "5861 3", "GET", "200 | ETag: \"a\"", true, 1, "stale-not-permitted" },
        { "5861 3", "GET", "200 | Cache-Control: max-age=0, stale-while-revalidate=30", false, 1, "stale-while-revalidate" },
        { "5861 3", "GET | Cache-Control: max-age=100", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 61,
            "request-freshness" },
        { "5861 3", "GET | Cache-Control: min-fresh=1", "200 | Cache-Control: max-age=60, stale-while-revalidate=30", false, 61,
            "request-freshness" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, must-revalidate, stale-while-revalidate=30", false, 61,
            "must-revalidate" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, proxy-revalidate, stale-while-revalidate=30", false, 61,
            "proxy-revalidate" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: s-maxage=60, stale-while-revalidate=30", false, 61, "s-maxage" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, must-revalidate", true, 61, "must-revalidate" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, Must-Revalidate=1", true, 61, "must-revalidate" },
    };

    public static TheoryData<string, string, string, bool, int, string> Failing => new()
    {
        // Request, stored response, configured windows?, seconds later, verdict when the upstream fails.
        { "5861 4", "GET", "200 | Cache-Control: max-age=60, stale-if-error=300", false, 61, "stale-if-error" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60, stale-if-error=300", false, 360, "stale-if-error" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60, stale-if-error=300", false, 361, "too-stale" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60, stale-if-error=x", true, 61, "stale-not-permitted" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60, stale-if-error=0", true, 61, "stale-not-permitted" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60", false, 61, "stale-not-permitted" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60", true, 61, "stale-if-error" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=60", true, 361, "too-stale" },
        { "5861 4", "GET", "200 | Cache-Control: max-age=0 | ETag: \"a\"", true, 10, "stale-if-error" },
        { "5861 4", "GET | Cache-Control: stale-if-error=10", "200 | Cache-Control: max-age=60", false, 70, "stale-if-error" },
        { "5861 4", "GET | Cache-Control: stale-if-error=10", "200 | Cache-Control: max-age=60", false, 71, "too-stale" },
        { "5861 4", "GET | Cache-Control: stale-if-error=0", "200 | Cache-Control: max-age=60, stale-if-error=300", false, 61,
            "stale-not-permitted" },
        { "5861 4", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60, stale-if-error=300", false, 61, "stale-if-error" },
        { "5861 4", "GET | Cache-Control: max-age=0", "200 | Cache-Control: max-age=60", false, 10, "still-fresh" },
        { "5861 4", "GET | Cache-Control: min-fresh=100", "200 | Cache-Control: max-age=60", false, 10, "still-fresh" },
        { "9111 5.2.1.2", "GET | Cache-Control: max-stale=10", "200 | Cache-Control: max-age=60", false, 65, "request-max-stale" },
        { "9111 5.2.1.4", "GET | Cache-Control: no-cache", "200 | Cache-Control: max-age=60, stale-if-error=300", true, 10,
            "request-no-cache" },
        { "9111 5.4", "GET | Pragma: no-cache", "200 | Cache-Control: max-age=60, stale-if-error=300", true, 10, "request-no-cache" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, must-revalidate, stale-if-error=300", true, 61, "must-revalidate" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: max-age=60, proxy-revalidate, stale-if-error=300", true, 61, "proxy-revalidate" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: s-maxage=60, stale-if-error=300", true, 61, "s-maxage" },
        { "9111 4.2.4", "GET", "200 | Cache-Control: no-cache, max-age=60, stale-if-error=300 | ETag: \"a\"", true, 10,
            "response-no-cache" },
        { "9111 4.2.4", "GET | Cache-Control: stale-if-error=300", "200 | Cache-Control: max-age=60, must-revalidate", true, 61,
            "must-revalidate" },
        { "9111 4.2.4", "GET | Cache-Control: max-stale", "200 | Cache-Control: s-maxage=60", true, 61, "s-maxage" },
    };

    [Theory]
    [MemberData(nameof(Revalidating))]
    public void StaleResponse_RequestArrives_IsUsedOnlyWithPermission(
        string section, string request, string stored, bool configured, int seconds, string expected)
    {
        Assert.NotEmpty(section);

        var verdict = CachePolicy.DecideReuse(
            Given.Request(request), [Given.Stored(stored)], configured ? Configured : CachePolicyOptions.Default, Given.After(seconds));

        Assert.Equal(expected, verdict.Kind == ReuseKind.Fresh ? "fresh" : verdict.Stale?.Reason);
        Assert.Equal(string.Equals(expected, "stale-while-revalidate", StringComparison.Ordinal), verdict.RevalidateInBackground);
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void StaleResponse_UpstreamFails_IsUsedOnlyWithPermission(
        string section, string request, string stored, bool configured, int seconds, string expected)
    {
        Assert.NotEmpty(section);

        var verdict = CachePolicy.DecideStaleOnError(
            Given.Request(request), Given.Stored(stored), configured ? Configured : CachePolicyOptions.Default, Given.After(seconds));

        Assert.Equal(expected, verdict.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    public void MarkedStale_UpstreamFails_IsNotUsed(int seconds)
    {
        var stored = Given.Stored("200 | Cache-Control: max-age=60, stale-if-error=300") with { MarkedStale = true };

        var verdict = CachePolicy.DecideStaleOnError(Given.Request("GET"), stored, Configured, Given.After(seconds));

        Assert.Equal("marked-stale", verdict.Reason);
    }

    public static TheoryData<string, int, bool> Errors => new()
    {
        { "5861 4", 500, true },
        { "5861 4", 502, true },
        { "5861 4", 503, true },
        { "5861 4", 504, true },
        { "5861 4", 501, false },
        { "5861 4", 505, false },
        { "5861 4", 404, false },
        { "5861 4", 403, false },
        { "9111 4.3.3", 200, false },
        { "9111 4.3.3", 410, false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void UpstreamAnswers_WhileValidating_StaleHidesOnlyErrors(string section, int status, bool hidden)
    {
        Assert.NotEmpty(section);
        var stored = Given.Stored("200 | Cache-Control: max-age=60, stale-if-error=300 | ETag: \"a\"");

        var verdict = CachePolicy.DecideValidation(
            Given.Request("GET"), stored, [stored], Given.Response($"{status}", at: Given.After(61)), CachePolicyOptions.Default);

        Assert.Equal(hidden, verdict is ValidationVerdict.ServeStale { Stale.Permission: StalePermission.StaleIfError });
        Assert.Equal(!hidden, verdict is ValidationVerdict.Replaced);
    }

    [Fact]
    public void MustRevalidate_ErrorWhileValidating_IsPassedOn()
    {
        var stored = Given.Stored("200 | Cache-Control: max-age=60, must-revalidate, stale-if-error=300 | ETag: \"a\"");

        var verdict = CachePolicy.DecideValidation(
            Given.Request("GET"), stored, [stored], Given.Response("503", at: Given.After(61)), Configured);

        Assert.IsType<ValidationVerdict.Replaced>(verdict);
    }
}
