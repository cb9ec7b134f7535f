namespace Gateway.StoreTorture;

/// <summary>Samples the resident set while something runs.</summary>
public sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ITimer _timer;
    private long _highest;

    public PeakMemory(TimeProvider time) => _timer = time.CreateTimer(_ => Sample(), null, TimeSpan.Zero, Interval);

    /// <summary>The most that was seen, in bytes.</summary>
    public long Highest => Interlocked.Read(ref _highest);

    public void Dispose() => _timer.Dispose();

    private void Sample() => Interlocked.Exchange(ref _highest, Math.Max(_highest, Environment.WorkingSet));
}
