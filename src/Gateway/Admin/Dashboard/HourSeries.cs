using Gateway.Telemetry.Recent;

namespace Gateway.Admin.Dashboard;

/// <summary>What the charts draw of an hour. Pure.</summary>
internal static class HourSeries
{
    /// <summary>Several environments' hours, minute by minute.</summary>
    public static IReadOnlyList<IReadOnlyList<MinuteFigures?>> Columns(IEnumerable<IReadOnlyList<MinuteFigures?>> hours)
    {
        var all = hours.ToList();
        return [.. Enumerable.Range(0, TrafficBoard.Minutes).Select(i => (IReadOnlyList<MinuteFigures?>)[.. all.Select(hour => hour[i])])];
    }

    /// <summary>Requests by minute.</summary>
    public static IReadOnlyList<double> Requests(IReadOnlyList<MinuteFigures?> hour) =>
        [.. hour.Select(minute => (double)(minute?.Requests ?? 0))];

    /// <summary>From below: answered from the cache, answered otherwise, failed.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> ByAnswer(IReadOnlyList<IReadOnlyList<MinuteFigures?>> columns)
    {
        var hits = columns.Select(column => (double)column.Sum(minute => minute?.Hits ?? 0)).ToList();
        var errors = columns.Select(column => (double)column.Sum(minute => minute?.Errors ?? 0)).ToList();
        var all = columns.Select(column => (double)column.Sum(minute => minute?.Requests ?? 0)).ToList();

        // A stale answer that hides an error counts as a hit and not as an error, so nothing is counted twice.
        return [hits, [.. all.Select((count, i) => Math.Max(0, count - hits[i] - errors[i]))], errors];
    }

    /// <summary>Median, 95th and 99th percentile by minute; NaN without requests.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> Latencies(IReadOnlyList<IReadOnlyList<MinuteFigures?>> columns)
    {
        var minutes = columns.Select(HourSummary.Of).ToList();
        return
        [
            [.. minutes.Select(minute => minute.Median ?? double.NaN)],
            [.. minutes.Select(minute => minute.P95 ?? double.NaN)],
            [.. minutes.Select(minute => minute.P99 ?? double.NaN)],
        ];
    }
}
