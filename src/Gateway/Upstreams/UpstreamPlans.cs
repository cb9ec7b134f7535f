using System.Collections.Frozen;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Upstreams;

/// <summary>How each upstream is asked, put together once for a snapshot.</summary>
internal sealed class UpstreamPlans(FrozenDictionary<string, UpstreamPlan> plans)
{
    /// <summary>The plan of an upstream. One that only an older snapshot knew gets the defaults.</summary>
    public UpstreamPlan Of(string upstream) => plans.GetValueOrDefault(upstream, UpstreamPlan.Default);
}

/// <summary>How one upstream is asked.</summary>
/// <param name="Attempts">How many destinations are tried at most for one request.</param>
/// <param name="Times">Its time limits.</param>
internal sealed record UpstreamPlan(int Attempts, UpstreamTimes Times)
{
    /// <summary>What holds where nothing is said.</summary>
    public static readonly UpstreamPlan Default = Of(new ResilienceOptions(), activity: null, isGoProxy: false);

    /// <summary>Puts it together.</summary>
    public static UpstreamPlan Of(ResilienceOptions options, TimeSpan? activity, bool isGoProxy) =>
        new(options.Attempts, UpstreamTimes.Of(options, activity, isGoProxy));
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
            snapshot.Source.Options.Upstreams.GetValueOrDefault(cluster.ClusterId)?.Resilience ?? new ResilienceOptions(),
            cluster.HttpRequest?.ActivityTimeout,
            snapshot.IsGoProxy(cluster.ClusterId)),
        StringComparer.OrdinalIgnoreCase));
}
