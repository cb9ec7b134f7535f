using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Admin;

/// <summary>An upstream as <c>GET /api/upstreams</c> shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Policy">How a destination is chosen; null for YARP's default.</param>
/// <param name="InFlight">How many requests are under way.</param>
/// <param name="Destinations">Its destinations.</param>
internal sealed record UpstreamView(string Id, string? Policy, int InFlight, IReadOnlyList<UpstreamView.One> Destinations)
{
    /// <summary>Makes the views, by id.</summary>
    public static IReadOnlyList<UpstreamView> Of(IProxyStateLookup clusters, UpstreamLedger ledger) =>
    [
        .. clusters.GetClusters()
            .OrderBy(cluster => cluster.ClusterId, StringComparer.OrdinalIgnoreCase)
            .Select(cluster => ViewOf(cluster, ledger)),
    ];

    private static UpstreamView ViewOf(ClusterState cluster, UpstreamLedger ledger)
    {
        var all = cluster.DestinationsState.AllDestinations;
        return new UpstreamView(
            cluster.ClusterId,
            cluster.Model.Config.LoadBalancingPolicy,
            all.Sum(destination => destination.ConcurrentRequestCount),
            [.. all.Select(destination => ViewOf(destination, ledger.Of(destination)))]);
    }

    private static One ViewOf(DestinationState destination, DestinationStatus known)
    {
        var situation = known.Breaker.Situation;
        var health = destination.Health;
        var isTakenOut = health.Active == DestinationHealth.Unhealthy || health.Passive == DestinationHealth.Unhealthy;
        var isHealthy = situation.State == BreakerState.Closed && !isTakenOut;

        // What keeps requests from it now; otherwise what changed last.
        var (reason, since) = known.Health is { } note
            && (situation.State == BreakerState.Closed && (isTakenOut || note.Since >= situation.Since))
            ? (note.Reason, note.Since)
            : (situation.Reason, situation.Since);
        return new One(
            destination.DestinationId,
            destination.Model.Config.Address,
            isHealthy,
            reason,
            since,
            situation.State switch
            {
                BreakerState.Closed => "closed",
                BreakerState.HalfOpen => "half-open",
                _ => "open",
            },
            $"{health.Active}",
            $"{health.Passive}",
            destination.ConcurrentRequestCount);
    }

    /// <summary>A destination.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Address">Its address.</param>
    /// <param name="Healthy">Whether it is asked.</param>
    /// <param name="Reason">Why it is not, or what last changed that.</param>
    /// <param name="Since">Since when that holds.</param>
    /// <param name="Breaker"><c>closed</c>, <c>half-open</c> or <c>open</c>.</param>
    /// <param name="Active">What YARP's active checks say: <c>Unknown</c>, <c>Healthy</c>, <c>Unhealthy</c>.</param>
    /// <param name="Passive">What YARP's passive checks say.</param>
    /// <param name="InFlight">How many requests are under way.</param>
    internal sealed record One(
        string Id,
        string Address,
        bool Healthy,
        string? Reason,
        DateTimeOffset Since,
        string Breaker,
        string Active,
        string Passive,
        int InFlight);
}
