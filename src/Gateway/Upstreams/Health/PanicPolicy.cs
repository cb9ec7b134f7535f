using Gateway.Environments;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Health;

/// <summary>
/// The destinations that health checks leave, or all when those are too few: the load of many on the last one would take that one down as
/// well, and then nobody is left.
/// </summary>
internal sealed class PanicPolicy : IAvailableDestinationsPolicy
{
    /// <inheritdoc/>
    public string Name => ClusterHealth.PanicPolicy;

    /// <inheritdoc/>
    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
    {
        DestinationState[] left = [.. allDestinations.Where(destination => IsLeft(config, destination.Health))];
        return left.Length > 0 && left.Length >= ClusterHealth.Of(config.Metadata).Panic * allDestinations.Count
            ? left
            : allDestinations;
    }

    // What a check said before it was turned off does not count.
    private static bool IsLeft(ClusterConfig config, DestinationHealthState health) =>
        !(config.HealthCheck?.Active?.Enabled == true && health.Active == DestinationHealth.Unhealthy)
        && !(config.HealthCheck?.Passive?.Enabled == true && health.Passive == DestinationHealth.Unhealthy);
}
