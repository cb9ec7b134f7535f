namespace Gateway.ClientTests.Browser;

/// <summary>The system's clock, set back, and put forward by a test: an hour of traffic in seconds, with durations as they are.</summary>
internal sealed class ShiftedClock(TimeSpan back) : TimeProvider
{
    private long _shift = -back.Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public override long GetTimestamp() => System.GetTimestamp() + ToTimestamp(Interlocked.Read(ref _shift));

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan span) => Interlocked.Add(ref _shift, span.Ticks);

    private long ToTimestamp(long ticks) => (long)(ticks * ((double)TimestampFrequency / TimeSpan.TicksPerSecond));
}
