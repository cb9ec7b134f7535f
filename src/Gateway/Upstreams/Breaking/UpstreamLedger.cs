using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Breaking;

/// <summary>
/// Finds what is known of an upstream and of a destination. It hangs on YARP's own objects, which a reload keeps for what stays and drops
/// for what goes, so nothing is reset and nothing is left over.
/// </summary>
internal sealed class UpstreamLedger(TimeProvider time)
{
    private readonly ConditionalWeakTable<ClusterState, UpstreamStatus> _upstreams = [];
    private readonly ConditionalWeakTable<DestinationState, DestinationStatus> _destinations = [];

    /// <summary>What is known of an upstream.</summary>
    public UpstreamStatus Of(ClusterState cluster) =>
        _upstreams.TryGetValue(cluster, out var known) ? known : _upstreams.GetValue(cluster, _ => new UpstreamStatus(time));

    /// <summary>What is known of a destination.</summary>
    public DestinationStatus Of(DestinationState destination) =>
        _destinations.TryGetValue(destination, out var known)
            ? known
            : _destinations.GetValue(destination, _ => new DestinationStatus(time));
}
