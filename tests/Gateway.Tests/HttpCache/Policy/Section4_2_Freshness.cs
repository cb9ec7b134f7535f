using System.Collections.Frozen;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Grammar;
using Xunit;

namespace Gateway.Tests.HttpCache.Policy;

/// <summary>RFC 9111 §4.2: lifetime and age.</summary>
public class Section4_2_Freshness
{
    private static readonly CachePolicyOptions Heuristic = new() { Heuristic = true };

    public static TheoryData<string, string, double, string> Lifetimes => new()
    {
        // Response, lifetime in seconds, source.
        { "9111 4.2.1", "200 | Cache-Control: max-age=60", 60, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: s-maxage=60", 60, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=10, s-maxage=60", 60, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: s-maxage=1, max-age=60", 1, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=60 | Cache-Control: s-maxage=1", 1, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Expires: {+60}", 60, "Expires" },
        { "9111 4.2.1", "200 | Expires: {+60} | Date: {-10}", 70, "Expires" },
        { "9111 4.2.1", "200 | Expires: {+60} | Date: none", 60, "Expires" },
        { "9111 4.2.1", "200 | Expires: {+60} | Date: never", 0, "Expires" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=60 | Date: never", 60, "MaxAge" },
        { "9111 4.2.1", "200 | Expires: {+60} | Date: {+100}", 0, "Expires" },
        { "9111 4.2.1", "200", 0, "None" },

        // max-age and s-maxage make Expires count for nothing (§5.3).
        { "9111 5.3", "200 | Cache-Control: max-age=60 | Expires: {-1000}", 60, "MaxAge" },
        { "9111 5.3", "200 | Cache-Control: max-age=60 | Expires: 0", 60, "MaxAge" },
        { "9111 5.3", "200 | Cache-Control: max-age=0 | Expires: {+1000}", 0, "MaxAge" },
        { "9111 5.3", "200 | Cache-Control: s-maxage=0 | Expires: {+1000}", 0, "SharedMaxAge" },
        { "9111 5.3", "200 | Cache-Control: public | Expires: {+1000}", 1000, "Expires" },

        // Bad dates lie in the past (§5.3); of several the first counts (§4.2.1).
        { "9111 5.3", "200 | Expires: 0", 0, "Expires" },
        { "9111 5.3", "200 | Expires: -1", 0, "Expires" },
        { "9111 5.3", "200 | Expires: ", 0, "Expires" },
        { "9111 5.3", "200 | Expires: tomorrow", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 2050 02:01:18 UTC", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 2050 02:01:18 CEST", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 2050 02:01:18 +0000", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 50 02:01:18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu 18 Aug 2050 02:01:18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18  Aug  2050 02:01:18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18-Aug-2050 02:01:18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 2050 02.01.18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: Thu, 18 Aug 2050 2:01:18 GMT", 0, "Expires" },
        { "9111 5.3", "200 | Expires: 2050-08-18T02:01:18Z", 0, "Expires" },
        { "9111 5.3", "200 | Expires: {+60}, {+90}", 0, "Expires" },
        { "9111 4.2", "200 | Expires: mon, 05 jan 2026 12:01:00 gmt", 60, "Expires" },
        { "9111 4.2", "200 | Expires: MON, 05 JAN 2026 12:01:00 GMT", 60, "Expires" },
        { "9110 5.6.7", "200 | Expires: Monday, 05-Jan-26 12:01:00 GMT", 60, "Expires" },
        { "9110 5.6.7", "200 | Expires: Mon Jan  5 12:01:00 2026", 60, "Expires" },
        { "9110 5.6.7", "200 | Expires: Monday, 05-Jan-77 12:01:00 GMT", 0, "Expires" },
        { "9111 4.2.1", "200 | Expires: {+60} | Expires: {+90}", 60, "Expires" },
        { "9111 4.2.1", "200 | Expires: 0 | Expires: {+90}", 0, "Expires" },

        // The first of several directives counts; invalid ones make the response stale (§4.2.1).
        { "9111 4.2.1", "200 | Cache-Control: max-age=1800, max-age=1", 1800, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=1, max-age=1800", 1, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=1800 | Cache-Control: max-age=1", 1800, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: s-maxage=2, s-maxage=1800", 2, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=x, max-age=60", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=3600.0", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=3600.5", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=-3600", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=+3600", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=a3600", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=3600a", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age='3600'", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=\"\"", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age =3600", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age= 3600", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=\" 3600\"", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=3600; public", 0, "MaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: s-maxage=x, max-age=60", 0, "SharedMaxAge" },
        { "9111 4.2.1", "200 | Cache-Control: max-age=x | Expires: {+60}", 0, "MaxAge" },

        // The grammar as it is met in the wild.
        { "9111 5.2", "200 | Cache-Control: max-age=\"3600\"", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: MaX-aGe=3600", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: max-age=003600", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: foobar, max-age=3600", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: ,, ,max-age=3600, ,", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: \tmax-age=3600\t,\tpublic", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: public,max-age=3600", 3600, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: extension=\"max-age=3600\", max-age=1", 1, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: max-age=1, extension=\"max-age=3600\"", 1, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: extension=\"x, max-age=3600, y\", max-age=1", 1, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: extension=\"x\\\", max-age=3600\", max-age=1", 1, "MaxAge" },
        { "9111 5.2", "200 | Cache-Control: extension=\"never closed, max-age=3600", 0, "None" },
        { "9111 5.2", "200 | Cache-Control: x-max-age=3600", 0, "None" },
        { "9111 5.2", "200 | Cache-Control: max-age-x=3600", 0, "None" },
        { "9111 1.2.2", "200 | Cache-Control: max-age=2147483647", 2147483647, "MaxAge" },
        { "9111 1.2.2", "200 | Cache-Control: max-age=2147483648", 2147483648, "MaxAge" },
        { "9111 1.2.2", "200 | Cache-Control: max-age=99999999999", 2147483648, "MaxAge" },
        { "9111 1.2.2", "200 | Cache-Control: max-age=99999999999999999999999999999999", 2147483648, "MaxAge" },
    };

    public static TheoryData<string, string, double> HeuristicLifetimes => new()
    {
        // Response, lifetime in seconds with the heuristic on; Last-Modified is 1000 seconds ago.
        { "9111 4.2.2", "200 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "203 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "204 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "300 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "301 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "308 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "404 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "405 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "410 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "414 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "501 | Last-Modified: {-1000}", 100 },
        { "9111 4.2.2", "201 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "202 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "302 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "303 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "307 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "400 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "403 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "500 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "502 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "503 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "504 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "599 | Last-Modified: {-1000}", 0 },
        { "9111 4.2.2", "599 | Last-Modified: {-1000} | Cache-Control: public", 100 },
        { "9111 4.2.2", "403 | Last-Modified: {-1000} | Cache-Control: public", 100 },
        { "9111 4.2.2", "200 | Last-Modified: {-1000} | Cache-Control: max-age=5", 5 },
        { "9111 4.2.2", "200 | Last-Modified: {-1000} | Cache-Control: max-age=x", 0 },
        { "9111 4.2.2", "200 | Last-Modified: {-1000} | Expires: 0", 0 },
        { "9111 4.2.2", "200 | Last-Modified: {+1000}", 0 },
        { "9111 4.2.2", "200 | Last-Modified: long ago", 0 },
        { "9111 4.2.2", "200 | Last-Modified: {-1000} | Date: {-500}", 50 },
        { "9111 4.2.2", "200", 0 },
    };

    public static TheoryData<string, string, double, double, double> Ages => new()
    {
        // Response, delay of the response in seconds, seconds since reception, current age.
        { "9111 4.2.3", "200", 0, 0, 0 },
        { "9111 4.2.3", "200", 0, 10, 10 },
        { "9111 4.2.3", "200 | Age: 30", 0, 0, 30 },
        { "9111 4.2.3", "200 | Age: 30", 0, 10, 40 },
        { "9111 4.2.3", "200 | Age: 30", 5, 10, 45 },
        { "9111 4.2.3", "200", 5, 0, 5 },
        { "9111 4.2.3", "200 | Date: {-20}", 0, 0, 20 },
        { "9111 4.2.3", "200 | Date: {-20}", 5, 10, 30 },
        { "9111 4.2.3", "200 | Date: {-20} | Age: 30", 5, 0, 35 },
        { "9111 4.2.3", "200 | Date: {-20} | Age: 3", 5, 0, 20 },
        { "9111 4.2.3", "200 | Date: {+20}", 0, 10, 10 },
        { "9111 4.2.3", "200 | Date: none", 0, 10, 10 },
        { "9111 4.2.3", "200 | Date: none | Age: 3", 0, 10, 13 },
        { "9111 4.2.3", "200 | Date: never", 0, 10, 10 },
        { "9111 4.2.3", "200", 0, -10, 0 },
        { "9111 5.1", "200 | Age: 7200, 0", 0, 0, 7200 },
        { "9111 5.1", "200 | Age: 0, 7200", 0, 0, 0 },
        { "9111 5.1", "200 | Age: 7200 | Age: 0", 0, 0, 7200 },
        { "9111 5.1", "200 | Age: 0 | Age: 7200", 0, 0, 0 },
        { "9111 5.1", "200 | Age: -7200", 0, 0, 0 },
        { "9111 5.1", "200 | Age: 7200.0", 0, 0, 0 },
        { "9111 5.1", "200 | Age: abc", 0, 0, 0 },
        { "9111 5.1", "200 | Age: \"7200\"", 0, 0, 0 },
        { "9111 5.1", "200 | Age: ", 0, 0, 0 },
        { "9111 5.1", "200 | Age: 99999999999999999999", 0, 0, 2147483648 },
    };

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public void Response_LifetimeCalculated_IsTheFirstThatApplies(string section, string response, double seconds, string source)
    {
        Assert.NotEmpty(section);

        var lifetime = Freshness.LifetimeOf(Given.Response(response).Facts, CachePolicyOptions.Default);

        Assert.Equal(TimeSpan.FromSeconds(seconds), lifetime.Duration);
        Assert.Equal(source, lifetime.Source.ToString());
    }

    [Theory]
    [MemberData(nameof(HeuristicLifetimes))]
    public void HeuristicOn_LifetimeCalculated_IsGuessedOnlyWhereAllowed(string section, string response, double seconds)
    {
        Assert.NotEmpty(section);

        Assert.Equal(TimeSpan.FromSeconds(seconds), Freshness.LifetimeOf(Given.Response(response).Facts, Heuristic).Duration);
    }

    [Theory]
    [MemberData(nameof(Ages))]
    public void Response_AgeCalculated_IsTheCorrectedAge(string section, string response, double delay, double later, double expected)
    {
        Assert.NotEmpty(section);

        Assert.Equal(TimeSpan.FromSeconds(expected), Freshness.AgeOf(Given.Response(response, delay).Facts, Given.After(later)));
    }

    [Fact]
    public void HeuristicOff_LastModifiedLongAgo_IsStale() =>
        Assert.Equal(
            Lifetime.None,
            Freshness.LifetimeOf(Given.Response("200 | Last-Modified: {-100000}").Facts, CachePolicyOptions.Default));

    [Fact]
    public void FractionConfigured_HeuristicLifetime_FollowsIt() =>
        Assert.Equal(
            TimeSpan.FromSeconds(500),
            Freshness.LifetimeOf(
                Given.Response("200 | Last-Modified: {-1000}").Facts, Heuristic with { HeuristicFraction = 0.5 }).Duration);

    [Theory]
    [InlineData("200", false, 600, "Configured")]
    [InlineData("302", false, 30, "Configured")]
    [InlineData("404", false, 0, "None")]
    [InlineData("200 | Cache-Control: max-age=5", false, 5, "MaxAge")]
    [InlineData("200 | Cache-Control: max-age=0", false, 0, "MaxAge")]
    [InlineData("200 | Expires: 0", false, 0, "Expires")]
    [InlineData("200 | Cache-Control: max-age=5", true, 600, "Configured")]
    [InlineData("200 | Expires: 0", true, 600, "Configured")]
    [InlineData("404 | Cache-Control: max-age=5", true, 5, "MaxAge")]
    public void LifetimesConfigured_LifetimeCalculated_FollowsConfiguration(string response, bool overrides, double seconds, string source)
    {
        var options = Configured with { OverrideUpstream = overrides, Heuristic = true };

        var lifetime = Freshness.LifetimeOf(Given.Response(response).Facts, options);

        Assert.Equal(TimeSpan.FromSeconds(seconds), lifetime.Duration);
        Assert.Equal(source, lifetime.Source.ToString());
    }

    [Theory]
    [InlineData("200 | Cache-Control: no-cache, max-age=5", true, "store")]
    [InlineData("200 | Cache-Control: no-cache, max-age=5", false, "no-validator")]
    [InlineData("200 | Cache-Control: no-store", true, "response-no-store")]
    [InlineData("200 | Cache-Control: private", true, "private")]
    [InlineData("302", false, "store")]
    [InlineData("403", true, "no-freshness")]
    public void OverrideConfigured_ResponseReceived_ReplacesFreshnessButNotOwnership(string response, bool overrides, string expected)
    {
        var options = Configured with { OverrideUpstream = overrides };

        var verdict = CachePolicy.DecideStore(Given.Request("GET"), Given.Response(response), options);

        Assert.Equal(expected, verdict is StoreVerdict.Refuse refusal ? ReasonName.Of(refusal.Reason) : "store");
    }

    [Fact]
    public void OverriddenNoCache_RequestArrives_IsFresh()
    {
        var stored = Given.Stored("200 | Cache-Control: no-cache");

        var verdict = CachePolicy.DecideReuse(
            Given.Request("GET"), [stored], Configured with { OverrideUpstream = true }, Given.After(599));

        Assert.Equal(ReuseKind.Fresh, verdict.Kind);
    }

    [Fact]
    public void FractionOfASecondLate_DateOfTheSameSecond_AddsNoAge()
    {
        var received = Given.Now.AddMilliseconds(900);
        var head = Given.Response($"200 | Date: {HttpDate.Format(Given.Now)}", at: received);

        Assert.Equal(TimeSpan.Zero, head.Facts.InitialAge);
    }

    [Fact]
    public void CopyWithOtherFields_Facts_AreReadAnew()
    {
        var head = Given.Response("200 | Cache-Control: max-age=60");
        Assert.Equal(60, head.Facts.Explicit.Duration.TotalSeconds);

        var copy = head with { Fields = Given.Fields("Cache-Control: max-age=5") };

        Assert.Equal(5, copy.Facts.Explicit.Duration.TotalSeconds);
    }

    private static CachePolicyOptions Configured { get; } = new()
    {
        Lifetimes = FrozenDictionary.ToFrozenDictionary(
            [KeyValuePair.Create(200, TimeSpan.FromMinutes(10)), KeyValuePair.Create(302, TimeSpan.FromSeconds(30))]),
    };
}
