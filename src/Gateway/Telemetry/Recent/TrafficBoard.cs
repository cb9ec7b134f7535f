using System.Collections.Concurrent;

namespace Gateway.Telemetry.Recent;

/// <summary>
/// The traffic of the last hour by environment and minute, in memory: about 10 KB for an environment that is asked every minute. For more
/// than an hour there is Prometheus.
/// </summary>
internal sealed class TrafficBoard(TimeProvider time)
{
    /// <summary>How many minutes are kept.</summary>
    public const int Minutes = 60;

    private readonly ConcurrentDictionary<string, MinuteFigures?[]> _environments = new(StringComparer.Ordinal);

    /// <summary>The minute that it is.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>Where a request that ends now is counted. Environments come from the configuration, so their number is bounded.</summary>
    public MinuteFigures Current(string environment)
    {
        var ring = _environments.GetOrAdd(environment, _ => new MinuteFigures?[Minutes]);
        var minute = Now;
        ref var slot = ref ring[minute % Minutes];
        var figures = Volatile.Read(ref slot);
        while (figures is null || figures.Minute < minute)
        {
            // Of two that begin a minute one wins, and both count in its figures.
            var begun = new MinuteFigures(minute);
            figures = Interlocked.CompareExchange(ref slot, begun, figures) == figures ? begun : Volatile.Read(ref slot);
        }

        return figures;
    }

    /// <summary>The last hour of an environment, oldest first; null for a minute without a request.</summary>
    public IReadOnlyList<MinuteFigures?> LastHour(string environment)
    {
        var now = Now;
        var hour = new MinuteFigures?[Minutes];
        if (_environments.TryGetValue(environment, out var ring))
        {
            foreach (var figures in ring)
            {
                if (figures is not null && now - figures.Minute is >= 0 and < Minutes)
                {
                    hour[Minutes - 1 - (int)(now - figures.Minute)] = figures;
                }
            }
        }

        return hour;
    }
}
