using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Admin.Dashboard;

/// <summary>The upstreams and their destinations, as the proxy sees them now.</summary>
internal sealed class DestinationViews(IProxyStateLookup proxy)
{
    /// <summary>All of them, those that nobody can be asked of first.</summary>
    public IReadOnlyList<Upstream> All() =>
    [
        .. proxy.GetClusters().Select(UpstreamOf)
            .OrderBy(upstream => upstream.Usable == 0 ? 0 : 1)
            .ThenBy(upstream => upstream.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Why a destination is in the state it is in.</summary>
    /// <param name="active">What its probes say.</param>
    /// <param name="passive">What requests say.</param>
    /// <param name="isUsable">Whether it is asked.</param>
    public static string WhyOf(DestinationHealth active, DestinationHealth passive, bool isUsable) => (active, passive) switch
    {
        (DestinationHealth.Unhealthy, DestinationHealth.Unhealthy) => "its probes and its requests fail",
        (DestinationHealth.Unhealthy, _) => "its probes fail",
        (_, DestinationHealth.Unhealthy) => "its requests fail",
        (DestinationHealth.Healthy, _) => "its probes succeed",
        _ when !isUsable => "the cluster's policy leaves it out",
        _ => "nothing speaks against it",
    };

    private static Upstream UpstreamOf(ClusterState cluster)
    {
        var state = cluster.DestinationsState;
        return new Upstream(cluster.ClusterId, [.. state.AllDestinations.Select(one => DestinationOf(one, state.AvailableDestinations))]);
    }

    private static Destination DestinationOf(DestinationState destination, IReadOnlyList<DestinationState> usable)
    {
        var isUsable = usable.Contains(destination);
        return new Destination(
            destination.DestinationId,
            destination.Model.Config.Address,
            isUsable,
            WhyOf(destination.Health.Active, destination.Health.Passive, isUsable),
            destination.ConcurrentRequestCount);
    }

    /// <summary>An upstream.</summary>
    /// <param name="Name">Its cluster's id.</param>
    /// <param name="Destinations">Its servers.</param>
    internal sealed record Upstream(string Name, IReadOnlyList<Destination> Destinations)
    {
        /// <summary>How many of them may be asked.</summary>
        public int Usable => Destinations.Count(destination => destination.IsUsable);
    }

    /// <summary>A server of an upstream.</summary>
    internal sealed record Destination(string Name, string Address, bool IsUsable, string Why, int InFlight);
}
