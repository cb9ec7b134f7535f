using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Choosing;

/// <summary>The first by priority, then by name: a primary, and backups that are asked only when it cannot be.</summary>
internal sealed class FirstPolicy(UpstreamLedger ledger) : ILoadBalancingPolicy
{
    /// <inheritdoc/>
    public string Name => "First";

    /// <inheritdoc/>
    public DestinationState? PickDestination(
        HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
        availableDestinations
            .OrderBy(destination => ledger.Of(destination).Standing(destination).Priority)
            .ThenBy(destination => destination.DestinationId, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault();
}
