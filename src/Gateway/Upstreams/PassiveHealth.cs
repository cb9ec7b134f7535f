using System.Collections.Frozen;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>
/// Tells YARP's passive health policies how an attempt went. YARP's own stage would run before the attempt knows that what looks like the
/// client's leaving was the end of its time, and a destination that hangs would never be taken out.
/// </summary>
internal sealed class PassiveHealth(IEnumerable<IPassiveHealthCheckPolicy> policies)
{
    private readonly FrozenDictionary<string, IPassiveHealthCheckPolicy> _policies =
        policies.ToFrozenDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells the cluster's policy, if it has one.</summary>
    public void Tell(HttpContext context, IReverseProxyFeature proxy)
    {
        if (proxy.Cluster.Config.HealthCheck?.Passive is { Enabled: true } options && proxy.ProxiedDestination is { } destination)
        {
            _policies[options.Policy ?? HealthCheckConstants.PassivePolicy.TransportFailureRate]
                .RequestProxied(context, context.GetRouteModel().Cluster!, destination);
        }
    }
}

/// <summary>An attempt that ran out of its time, in the forwarder's words.</summary>
/// <param name="Exception">What the forwarder saw.</param>
internal sealed record AttemptTimedOut(Exception? Exception) : IForwarderErrorFeature
{
    /// <inheritdoc/>
    public ForwarderError Error => ForwarderError.RequestTimedOut;
}
