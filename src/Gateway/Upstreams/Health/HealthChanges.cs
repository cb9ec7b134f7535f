using System.Collections.Concurrent;
using Gateway.Environments;
using Gateway.Upstreams.Breaking;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Health;

/// <summary>
/// Takes note of what health checks say, each change with its reason: one line, and what the admin listener shows. In the place of YARP's,
/// which knows no reasons and lets nobody see when it takes a destination back.
/// </summary>
internal sealed class HealthChanges(
    IClusterDestinationsUpdater destinations, UpstreamLedger ledger, TimeProvider time, ILoggerFactory loggers)
    : IDestinationHealthUpdater, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Upstreams");
    private readonly ConcurrentDictionary<DestinationState, ITimer> _returns = new();

    /// <inheritdoc/>
    public void SetActive(ClusterState cluster, IEnumerable<NewActiveDestinationHealth> newHealthPairs)
    {
        var hasChanged = false;
        foreach (var pair in newHealthPairs)
        {
            var (destination, before) = (pair.Destination, pair.Destination.Health.Active);
            if (before == pair.NewActiveHealth)
            {
                continue;
            }

            destination.Health.Active = pair.NewActiveHealth;
            hasChanged = true;
            var probes = ledger.Of(destination).Probes;
            Note(cluster, destination, pair.NewActiveHealth, before, probes.Fault is { } fault
                ? $"{probes.InARow} health checks in a row failed, the last one: {fault}"
                : $"{probes.InARow} health checks in a row were answered well");
        }

        if (hasChanged)
        {
            destinations.UpdateAvailableDestinations(cluster);
        }
    }

    /// <inheritdoc/>
    public void SetPassive(ClusterState cluster, DestinationState destination, DestinationHealth newHealth, TimeSpan reactivationPeriod)
    {
        var before = destination.Health.Passive;
        if (before == newHealth)
        {
            return;
        }

        destination.Health.Passive = newHealth;
        if (newHealth == DestinationHealth.Unhealthy)
        {
            ScheduleReturn(cluster, destination, reactivationPeriod);
        }

        Note(cluster, destination, newHealth, before, newHealth == DestinationHealth.Unhealthy
            ? $"too many of its requests failed; it is asked again in {reactivationPeriod}"
            : "its requests are answered");
        destinations.UpdateAvailableDestinations(cluster);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var timer in _returns.Values)
        {
            timer.Dispose();
        }
    }

    private void ScheduleReturn(ClusterState cluster, DestinationState destination, TimeSpan period)
    {
        var timer = time.CreateTimer(_ => Return(cluster, destination), state: null, period, Timeout.InfiniteTimeSpan);
        if (_returns.TryRemove(destination, out var former))
        {
            former.Dispose();
        }

        _returns[destination] = timer;
    }

    private void Return(ClusterState cluster, DestinationState destination)
    {
        if (_returns.TryRemove(destination, out var timer))
        {
            timer.Dispose();
        }

        if (destination.Health.Passive == DestinationHealth.Unhealthy)
        {
            destination.Health.Passive = DestinationHealth.Unknown;
            Note(cluster, destination, DestinationHealth.Unknown, DestinationHealth.Unhealthy, "the time that it was left alone is over");
            destinations.UpdateAvailableDestinations(cluster);
        }
    }

    private void Note(
        ClusterState cluster, DestinationState destination, DestinationHealth now, DestinationHealth before, string reason)
    {
        // That one which nobody knew is well changes nothing.
        var known = ledger.Of(destination);
        known.Health = new HealthNote(reason, time.GetUtcNow());
        if (now == DestinationHealth.Unhealthy)
        {
            Log.DestinationOpened(_logger, destination.DestinationId, cluster.ClusterId, reason);
        }
        else if (before == DestinationHealth.Unhealthy)
        {
            known.Recover(ClusterHealth.Of(cluster.Model.Config.Metadata).SlowStart);
            Log.DestinationClosed(_logger, destination.DestinationId, cluster.ClusterId, reason);
        }
    }
}

/// <summary>Why health checks think of a destination as they do, and since when.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when.</param>
internal sealed record HealthNote(string Reason, DateTimeOffset Since);
