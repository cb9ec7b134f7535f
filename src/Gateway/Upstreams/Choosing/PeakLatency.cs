namespace Gateway.Upstreams.Choosing;

/// <summary>
/// How quick a destination is, as a moving average that jumps up to a slow answer at once and comes down from it over seconds. It fades
/// while nobody asks, so that one that was slow is tried again and found out when it has recovered (peak EWMA, as in Finagle).
/// </summary>
internal sealed class PeakLatency(TimeProvider time)
{
    /// <summary>
    /// After this time an observation counts for a third: some tens of answers, yet short against an operator's patience.
    /// </summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    /// <summary>What a failure counts for: a destination that refuses quickly must not look quick.</summary>
    private const double Penalty = 1;

    /// <summary>What many failures count for: everything that is under way on a destination fails at once when it dies.</summary>
    private const double MostPenalty = 30;

    private readonly Lock _gate = new();
    private double _seconds;
    private long _at = time.GetTimestamp();

    /// <summary>What one more request would cost there, in seconds, when so many are under way.</summary>
    public double Cost(int underWay)
    {
        lock (_gate)
        {
            return Fade() * (underWay + 1);
        }
    }

    /// <summary>An answer came.</summary>
    public void Observe(TimeSpan latency)
    {
        var seconds = latency.TotalSeconds;
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_at);
            var kept = Math.Exp(-elapsed / Memory);
            _seconds = seconds > _seconds ? seconds : (_seconds * kept) + (seconds * (1 - kept));
            _at = time.GetTimestamp();
        }
    }

    /// <summary>No answer came.</summary>
    public void Fail() => Observe(TimeSpan.FromSeconds(Math.Clamp(2 * Volatile.Read(ref _seconds), Penalty, MostPenalty)));

    private double Fade() => _seconds * Math.Exp(-time.GetElapsedTime(_at) / Memory);
}
