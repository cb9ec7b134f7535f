using Gateway.Draining;
using Gateway.Environments;

namespace Gateway.Admin;

/// <summary>Whether a load balancer may send requests here.</summary>
internal sealed class Readiness(GatewayState state, GatewayDrain drain, IHostApplicationLifetime lifetime)
{
    /// <summary>Why not, or null when it may.</summary>
    public string? Reason()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return "stopping";
        }

        if (drain.IsDraining)
        {
            return "draining";
        }

        if (!state.IsReady)
        {
            return "no configuration is in force";
        }

        return lifetime.ApplicationStarted.IsCancellationRequested ? null : "the listeners are not up";
    }
}
