using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Configuration;

/// <summary>The policies of choosing and of checking destinations that the gateway adds to YARP's.</summary>
internal static class BalancingPolicies
{
    /// <summary>The names of those of choosing, as <c>LoadBalancingPolicy</c> writes them.</summary>
    public static IReadOnlyList<string> Own { get; } = ["First", "WeightedRoundRobin", "PeakEwma"];

    /// <summary>Makes the names known to YARP's own check of a cluster, which runs before there is anything to choose from.</summary>
    public static IServiceCollection AddNamesOfOwnPolicies(this IServiceCollection services)
    {
        foreach (var name in Own)
        {
            services.AddSingleton<ILoadBalancingPolicy>(new NameOnly(name));
        }

        services.AddSingleton<IActiveHealthCheckPolicy>(new ThresholdsByName());
        services.AddSingleton<IAvailableDestinationsPolicy>(new PanicByName());

        return services;
    }

    private sealed class ThresholdsByName : IActiveHealthCheckPolicy
    {
        public string Name => "Thresholds";

        public void ProbingCompleted(ClusterState cluster, IReadOnlyList<DestinationProbingResult> probingResults) =>
            throw new NotSupportedException("Only the name is known while the configuration is read.");
    }

    private sealed class PanicByName : IAvailableDestinationsPolicy
    {
        public string Name => "PanicThreshold";

        public IReadOnlyList<DestinationState> GetAvailalableDestinations(
            ClusterConfig config, IReadOnlyList<DestinationState> allDestinations) =>
            throw new NotSupportedException("Only the name is known while the configuration is read.");
    }

    private sealed class NameOnly(string name) : ILoadBalancingPolicy
    {
        public string Name => name;

        public DestinationState? PickDestination(
            HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
            throw new NotSupportedException("Only the name is known while the configuration is read.");
    }
}
