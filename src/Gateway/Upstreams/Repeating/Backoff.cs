namespace Gateway.Upstreams.Repeating;

/// <summary>
/// Waits before destinations that have all failed are asked once more. The waits differ at random: clients that failed together must not
/// come back together.
/// </summary>
/// <param name="random">Where the difference comes from.</param>
/// <param name="time">The clock.</param>
internal sealed class Backoff(Random random, TimeProvider time)
{
    /// <summary>Who would have to wait longer is better told at once: the client knows whether it has the time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();

    /// <summary>How long to wait: from half of to the whole of a span that doubles each time.</summary>
    /// <param name="unit">The first span.</param>
    /// <param name="round">Which wait of the request it is, from 1.</param>
    /// <param name="restFor">How long the destination asks to be left alone (<c>Retry-After</c>, RFC 9110 §10.2.3); at least that.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Of(TimeSpan unit, int round, TimeSpan? restFor, double chance)
    {
        var ceiling = Math.Min(unit.TotalSeconds * Math.Pow(2, round - 1), Longest.TotalSeconds);
        var wait = TimeSpan.FromSeconds(ceiling * (0.5 + (chance / 2)));
        return restFor > wait ? restFor.Value : wait;
    }

    /// <summary>Waits.</summary>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public Task WaitAsync(TimeSpan unit, int round, TimeSpan? restFor, CancellationToken cancellationToken)
    {
        double chance;
        lock (_gate)
        {
            chance = random.NextDouble();
        }

        return Task.Delay(Of(unit, round, restFor, chance), time, cancellationToken);
    }
}
