using Gateway.Environments;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Health;

/// <summary>What the latest health checks of a destination have found. One round of checks ends before the next begins.</summary>
internal sealed class ProbeCount
{
    private int _good;
    private int _bad;

    /// <summary>Why the latest one failed; null when it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many in a row had the outcome of the latest.</summary>
    public int InARow => Math.Max(_good, _bad);

    /// <summary>One more.</summary>
    /// <param name="fault">Why it failed; null when it did not.</param>
    public void Count(string? fault)
    {
        Fault = fault;
        (_good, _bad) = fault is null ? (_good + 1, 0) : (0, _bad + 1);
    }

    /// <summary>What the destination is now.</summary>
    public DestinationHealth Judge(DestinationHealth before, ClusterHealth thresholds) =>
        _bad >= thresholds.Unhealthy ? DestinationHealth.Unhealthy
        : _good >= thresholds.Healthy ? DestinationHealth.Healthy
        : before;
}
