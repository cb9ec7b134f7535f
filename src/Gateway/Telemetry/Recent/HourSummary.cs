namespace Gateway.Telemetry.Recent;

/// <summary>An hour, added up.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Errors">How many ended with a 5xx.</param>
/// <param name="HitRatio">The share of what the cache was asked for that it answered; null when it was asked for nothing.</param>
/// <param name="Bytes">How many bytes of bodies were sent.</param>
/// <param name="Median">Half of the requests took at most so many milliseconds; null without requests.</param>
/// <param name="P95">95 % did.</param>
/// <param name="P99">99 % did.</param>
internal sealed record HourSummary(
    long Requests, long Errors, double? HitRatio, long Bytes, double? Median, double? P95, double? P99)
{
    /// <summary>Adds up minutes, of one environment or of several.</summary>
    public static HourSummary Of(IEnumerable<MinuteFigures?> minutes)
    {
        var found = minutes.OfType<MinuteFigures>().ToList();
        var durations = new long[MinuteFigures.Bounds.Length + 1];
        foreach (var minute in found)
        {
            for (var i = 0; i < durations.Length; i++)
            {
                durations[i] += minute.Durations[i];
            }
        }

        var looked = found.Sum(minute => (long)minute.Looked);
        return new HourSummary(
            found.Sum(minute => (long)minute.Requests),
            found.Sum(minute => (long)minute.Errors),
            looked == 0 ? null : (double)found.Sum(minute => (long)minute.Hits) / looked,
            found.Sum(minute => minute.Bytes),
            Quantile(durations, 0.5),
            Quantile(durations, 0.95),
            Quantile(durations, 0.99));
    }

    /// <summary>
    /// A quantile of counts by <see cref="MinuteFigures.Bounds"/>, in milliseconds, interpolated within its bucket as Prometheus'
    /// <c>histogram_quantile</c> does; above the last bound that bound is all that is known. Null without counts.
    /// </summary>
    public static double? Quantile(IReadOnlyList<long> counts, double quantile)
    {
        var all = counts.Sum();
        if (all == 0)
        {
            return null;
        }

        var rank = quantile * all;
        var below = 0.0;
        for (var i = 0; i < MinuteFigures.Bounds.Length; i++)
        {
            if (below + counts[i] >= rank)
            {
                var lower = i == 0 ? 0 : MinuteFigures.Bounds[i - 1];
                return lower + ((MinuteFigures.Bounds[i] - lower) * (rank - below) / counts[i]);
            }

            below += counts[i];
        }

        return MinuteFigures.Bounds[^1];
    }
}
