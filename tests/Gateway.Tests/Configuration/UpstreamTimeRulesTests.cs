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
        { null, 10, null, 10, null, ["x:ConnectTimeout"] },
    };

    [Theory]
    [InlineData(true, 1, new[] { "x:Hedging:Delay" })]
    [InlineData(true, 2, new string[0])]
    [InlineData(false, 1, new string[0])]
    public void Hedge_ComesWhenTheAttemptIsOver_IsWarnedOf(bool isOn, int attempt, string[] paths)
    {
        var options = new ResilienceOptions { AttemptTimeout = attempt * Second, Hedging = { Enabled = isOn, Delay = Second } };

        Assert.Equal(paths, UpstreamTimeRules.Warn("x", options, activity: null).Select(fault => fault.Path), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, new[] { "x:QueueTimeout" })]
    [InlineData(1, 2, new string[0])]
    [InlineData(null, 1, new string[0])]
    public void Queue_UsesUpTheTotal_IsWarnedOf(int? most, int total, string[] paths)
    {
        var options = new ResilienceOptions { TotalTimeout = total * Second, MaxConcurrentRequests = most };

        Assert.Equal(paths, UpstreamTimeRules.Warn("x", options, activity: null).Select(fault => fault.Path), StringComparer.Ordinal);
    }

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
