namespace Gateway.Upstreams.Hedging;

/// <summary>How long the latest answers of an upstream took until their header section, and what 95 of 100 of them stayed below.</summary>
internal sealed class RecentLatency
{
    /// <summary>So many that a twentieth of them is more than a handful, so few that they are of the last minutes.</summary>
    private const int Window = 512;

    /// <summary>With fewer, the slowest of twenty would be one by chance.</summary>
    private const int Fewest = 64;

    /// <summary>Sorting is worth it once for so many.</summary>
    private const int Step = 32;

    private const double Share = 0.95;

    private readonly long[] _ticks = new long[Window];
    private int _count;
    private long _limit;

    /// <summary>What 95 of 100 stayed below; null while there are too few.</summary>
    public TimeSpan? Limit => Volatile.Read(ref _limit) is var ticks and > 0 ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>An answer's header section came after so long.</summary>
    public void Observe(TimeSpan latency)
    {
        var count = Interlocked.Increment(ref _count) & int.MaxValue;
        Volatile.Write(ref _ticks[count % Window], Math.Max(1, latency.Ticks));
        if (count >= Fewest && count % Step == 0)
        {
            // Places never written are zero and stand first.
            var sorted = _ticks.Where(ticks => ticks > 0).Order().ToArray();
            Volatile.Write(ref _limit, sorted[(int)(sorted.Length * Share)]);
        }
    }
}
