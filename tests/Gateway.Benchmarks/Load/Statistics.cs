namespace Gateway.Benchmarks.Load;

/// <summary>The few numbers that rounds are summed up in.</summary>
internal static class Statistics
{
    /// <summary>The middle value, or the mean of the two middle ones: one round that another process disturbed does not move it.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length switch
        {
            0 => throw new ArgumentException("A median needs at least one value.", nameof(values)),
            var length when length % 2 == 1 => sorted[length / 2],
            var length => (sorted[(length / 2) - 1] + sorted[length / 2]) / 2,
        };
    }

    /// <summary>How many times as fast the first is as the second, by the medians of their rounds.</summary>
    /// <exception cref="ArgumentException">One has no round.</exception>
    /// <exception cref="DivideByZeroException">The second answered nothing.</exception>
    public static double RatioOfMedians(IEnumerable<double> subject, IEnumerable<double> peer)
    {
        var divisor = Median(peer);
        return divisor > 0 ? Median(subject) / divisor : throw new DivideByZeroException(
            "The peer answered nothing, so there is no ratio to it.");
    }
}
