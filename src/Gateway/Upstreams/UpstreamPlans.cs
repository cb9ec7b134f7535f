using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Choosing;
using Gateway.Upstreams.Hedging;
using Gateway.Upstreams.Redirects;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Upstreams;

/// <summary>How each upstream is asked, put together once for a snapshot.</summary>
internal sealed class UpstreamPlans(FrozenDictionary<string, UpstreamPlan> plans)
{
    /// <summary>The plan of an upstream. One that only an older snapshot knew gets the defaults.</summary>
    public UpstreamPlan Of(string upstream) => plans.GetValueOrDefault(upstream, UpstreamPlan.Default);
}

/// <summary>How one upstream is asked.</summary>
/// <param name="Attempts">How many destinations are tried at most for one request.</param>
/// <param name="RetryShare">What each request brings to the budget of repetitions, in thousandths of an attempt.</param>
/// <param name="RetryOn">Which answers say that a destination cannot, and another is asked.</param>
/// <param name="Backoff">How long is waited, about, before those who failed are asked once more; zero for never.</param>
/// <param name="MostHeld">The largest request body that is held to be sent again, in bytes.</param>
/// <param name="Hedging">When a slow GET is asked of a second destination; null for never.</param>
/// <param name="Times">Its time limits.</param>
/// <param name="Breaker">When a destination is left alone.</param>
/// <param name="SlowStart">How long a destination that is back takes to get its full share.</param>
/// <param name="Capacity">How many requests are under way at once; null when nobody counts.</param>
/// <param name="LearnsLatency">Whether the choice of a destination needs to know how quick each is.</param>
/// <param name="Redirects">Which of its redirects are followed, for a registry's client and for another.</param>
internal sealed record UpstreamPlan(
    int Attempts,
    int RetryShare,
    ImmutableArray<int> RetryOn,
    TimeSpan Backoff,
    int MostHeld,
    HedgingPlan? Hedging,
    UpstreamTimes Times,
    BreakerPlan Breaker,
    TimeSpan SlowStart,
    CapacityPlan? Capacity,
    bool LearnsLatency,
    (RedirectPlan Registry, RedirectPlan Generic) Redirects)
{
    /// <summary>What holds where nothing is said.</summary>
    public static readonly UpstreamPlan Default = Of(new UpstreamOptions(), new ClusterConfig(), isGoProxy: false);

    /// <summary>Puts it together.</summary>
    /// <param name="upstream">The upstream's own settings.</param>
    /// <param name="cluster">The cluster of that id.</param>
    /// <param name="isGoProxy">Whether a Go repository asks it.</param>
    public static UpstreamPlan Of(UpstreamOptions upstream, ClusterConfig cluster, bool isGoProxy)
    {
        var options = upstream.Resilience;
        return new UpstreamPlan(
            options.Attempts,
            (int)(options.RetryBudget * RetryBudget.Attempt),
            [.. options.RetryOn],
            options.Backoff,
            (int)options.MaxHeldBodySize.Bytes,
            options.Hedging.Enabled ? new HedgingPlan(options.Hedging.Delay) : null,
            UpstreamTimes.Of(options, cluster.HttpRequest?.ActivityTimeout, isGoProxy),
            PlanOf(options.Breaker),
            options.SlowStart,
            options.MaxConcurrentRequests is { } most ? new CapacityPlan(most, options.QueueLength, options.QueueTimeout) : null,
            PeakEwmaPolicy.PolicyName.Equals(cluster.LoadBalancingPolicy, StringComparison.OrdinalIgnoreCase),
            RedirectPlan.Of(AddressesOf(cluster), upstream));
    }

    private static IEnumerable<Uri> AddressesOf(ClusterConfig cluster) =>
        (cluster.Destinations?.Values ?? []).Select(destination => new Uri(destination.Address));

    private static BreakerPlan PlanOf(BreakerOptions options) => new(
        options.Enabled, options.ConsecutiveFailures, options.FailureRate, options.MinimumRequests, options.Window, options.Interval);
}

/// <summary>Makes the plans of a snapshot.</summary>
internal sealed class UpstreamPlansPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(UpstreamPlans);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) => new UpstreamPlans(snapshot.Source.Clusters.Values.ToFrozenDictionary(
        cluster => cluster.ClusterId,
        cluster => UpstreamPlan.Of(
            snapshot.Source.Options.Upstreams.GetValueOrDefault(cluster.ClusterId) ?? new UpstreamOptions(),
            cluster,
            snapshot.IsGoProxy(cluster.ClusterId)),
        StringComparer.OrdinalIgnoreCase));
}
