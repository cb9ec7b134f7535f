using System.Globalization;
using Gateway.TestKit;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Choosing;
using Microsoft.AspNetCore.Http;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Tests.Upstreams.Choosing;

public sealed class PolicyTests
{
    private readonly ManualClock _clock = new();
    private readonly UpstreamLedger _ledger;
    private readonly ClusterState _cluster = new("main");

    public PolicyTests() => _ledger = new UpstreamLedger(_clock);

    [Fact]
    public void WeightedRoundRobin_Weights5And1And1_InterleavesThem()
    {
        DestinationState[] all = [Destination("a", weight: 5), Destination("b"), Destination("c")];

        Assert.Equal("aabacaa", Picks(new WeightedRoundRobinPolicy(_ledger), all, 7));
    }

    [Fact]
    public void WeightedRoundRobin_OneRecovered_GetsItsShareSlowly()
    {
        DestinationState[] all = [Destination("a"), Destination("b")];
        _ledger.Of(all[1]).Recover(TimeSpan.FromSeconds(10));
        var policy = new WeightedRoundRobinPolicy(_ledger);

        Assert.InRange(Picks(policy, all, 110).Count(name => name == 'b'), 5, 15);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(Picks(policy, all, 100).Count(name => name == 'b'), 49, 51);
    }

    [Fact]
    public void First_PrimaryAndBackups_PrimaryWhileItIsThere()
    {
        DestinationState[] all = [Destination("a", priority: 1), Destination("c"), Destination("b")];
        var policy = new FirstPolicy(_ledger);

        Assert.Equal("bb", Picks(policy, all, 2));
        Assert.Equal("a", Picks(policy, all[..1], 1));
    }

    public static TheoryData<string> RankedPolicies => ["WeightedRoundRobin", "PeakEwma"];

    [Theory]
    [MemberData(nameof(RankedPolicies))]
    public void Backup_WhilePrimariesAreThere_IsNotAsked(string name)
    {
        DestinationState[] all = [Destination("a", priority: 1), Destination("b"), Destination("c")];
        ILoadBalancingPolicy policy = name == "PeakEwma" ? new PeakEwmaPolicy(_ledger) : new WeightedRoundRobinPolicy(_ledger);

        Assert.DoesNotContain('a', Picks(policy, all, 50));
        Assert.Equal("a", Picks(policy, all[..1], 1));
    }

    [Fact]
    public void PeakEwma_OneIsSlow_TheOtherIsAskedUntilItIsForgotten()
    {
        DestinationState[] all = [Destination("a"), Destination("b")];
        var policy = new PeakEwmaPolicy(_ledger);
        Observe(all[0], 0.5);
        Observe(all[1], 0.01);
        Assert.Equal("bbbbb", Picks(policy, all, 5));

        // The quick one is asked on and stays as quick as it is; what is known of the slow one fades below that.
        for (var i = 0; i < 60; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Observe(all[1], 0.01);
        }

        Assert.Equal("a", Picks(policy, all, 1));
    }

    [Fact]
    public void PeakEwma_OneRefusesQuickly_DoesNotLookQuick()
    {
        DestinationState[] all = [Destination("a"), Destination("b")];
        _ledger.Of(all[0]).Latency.Fail();
        Observe(all[1], 0.3);

        Assert.Equal("bbb", Picks(new PeakEwmaPolicy(_ledger), all, 3));
    }

    [Fact]
    public void PeakEwma_ThousandsFailAtOnce_CountsAsManySecondsAtMost()
    {
        var latency = new PeakLatency(_clock);
        for (var i = 0; i < 10_000; i++)
        {
            latency.Fail();
        }

        Assert.InRange(latency.Cost(underWay: 0), 1, 30);
    }

    [Fact]
    public void PeakEwma_AllAlike_TakeTurns()
    {
        DestinationState[] all = [Destination("a"), Destination("b")];

        Assert.Equal(5, Picks(new PeakEwmaPolicy(_ledger), all, 10).Count(name => name == 'a'));
    }

    private void Observe(DestinationState destination, double seconds) =>
        _ledger.Of(destination).Latency.Observe(TimeSpan.FromSeconds(seconds));

    private string Picks(ILoadBalancingPolicy policy, DestinationState[] all, int times) => string.Concat(
        Enumerable.Range(0, times).Select(_ => policy.PickDestination(new DefaultHttpContext(), _cluster, all)!.DestinationId));

    private static DestinationState Destination(string name, int weight = 1, int priority = 0) => new(name, new DestinationModel(
        new DestinationConfig
        {
            Address = $"http://{name}.example/",
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Weight"] = weight.ToString(CultureInfo.InvariantCulture),
                ["Priority"] = priority.ToString(CultureInfo.InvariantCulture),
            },
        }));
}
