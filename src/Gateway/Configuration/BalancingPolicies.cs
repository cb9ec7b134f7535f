using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Configuration;

/// <summary>The policies of choosing a destination that the gateway adds to YARP's.</summary>
internal static class BalancingPolicies
{
    /// <summary>Their names, as <c>LoadBalancingPolicy</c> writes them.</summary>
    public static IReadOnlyList<string> Own { get; } = ["First", "WeightedRoundRobin", "PeakEwma"];

    /// <summary>Makes the names known to YARP's own check of a cluster, which runs before there is anything to choose from.</summary>
    public static IServiceCollection AddNamesOfOwnPolicies(this IServiceCollection services)
    {
        foreach (var name in Own)
        {
            services.AddSingleton<ILoadBalancingPolicy>(new NameOnly(name));
        }

        return services;
    }

    private sealed class NameOnly(string name) : ILoadBalancingPolicy
    {
        public string Name => name;

        public DestinationState? PickDestination(
            HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations) =>
            throw new NotSupportedException("Only the name is known while the configuration is read.");
    }
}
