using Gateway.Configuration;
using Gateway.Configuration.Rules;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class UpstreamTimeRulesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Total_IsLessThanOneAttempt_IsAFault()
    {
        var fault = UpstreamTimeRules.Check("x", new ResilienceOptions { AttemptTimeout = 10 * Second, TotalTimeout = 5 * Second });

        Assert.Equal("x:Resilience:TotalTimeout", fault?.Path);
    }

    [Fact]
    public void Total_SaidAlone_IsNoFault() =>
        Assert.Null(UpstreamTimeRules.Check("x", new ResilienceOptions { TotalTimeout = 5 * Second }));

    public static TheoryData<int?, int?, int?, int?, int?, string[]> Warnings => new()
    {
        // AttemptTimeout, ConnectTimeout, IdleTimeout, TotalTimeout, the cluster's ActivityTimeout
        { null, 10, null, null, null, [] },
        { 10, null, null, null, null, [] },
        { 10, 10, null, null, null, ["x:ConnectTimeout"] },
        { 10, 5, null, 15, null, ["x:TotalTimeout"] },
        { 10, 5, null, 20, null, [] },
        { null, 10, 5, null, 7, ["x:IdleTimeout"] },
        { null, 10, null, null, 7, [] },
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Limits_MakeOneMeaningless_ThatOneIsWarnedOf(
        int? attempt, int? connect, int? idle, int? total, int? activity, string[] paths)
    {
        var options = new ResilienceOptions
        {
            AttemptTimeout = attempt * Second,
            ConnectTimeout = connect * Second,
            IdleTimeout = idle * Second,
            TotalTimeout = total * Second,
        };

        Assert.Equal(paths, UpstreamTimeRules.Warn("x", options, activity * Second).Select(fault => fault.Path), StringComparer.Ordinal);
    }
}
