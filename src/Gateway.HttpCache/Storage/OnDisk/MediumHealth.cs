namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Whether the medium takes entries. The first failed write says no, and nothing is written until a probe has succeeded; probes become
/// rarer while they fail, and while the medium keeps failing soon after they succeed. The observer hears changes, not failures.
/// </summary>
internal sealed class MediumHealth : IDisposable
{
    // A second does not burden a full disk; a minute is soon enough for the person who made room.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly string _tier;
    private readonly IStoreObserver _observer;
    private readonly TimeProvider _time;
    private readonly Action _probe;
    private readonly ITimer _timer;
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset _recovered = DateTimeOffset.MinValue;
    private bool _available = true;
    private bool _disposed;
    private long _faults;

    /// <param name="tier">The tier's name, for the observer.</param>
    /// <param name="observer">Hears of changes.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="probe">Tries the medium; throws when it fails.</param>
    public MediumHealth(string tier, IStoreObserver observer, TimeProvider time, Action probe)
    {
        _tier = tier;
        _observer = observer;
        _time = time;
        _probe = probe;
        _timer = time.CreateTimer(_ => Probe(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsAvailable => Volatile.Read(ref _available);

    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Counts a fault that says nothing of the medium as a whole.</summary>
    public void Count() => Interlocked.Increment(ref _faults);

    /// <summary>A write failed.</summary>
    public void Fail(Exception cause)
    {
        Count();
        lock (_gate)
        {
            if (!_available || _disposed)
            {
                return;
            }

            _available = false;
            _pause = _time.GetUtcNow() - _recovered > LongestPause ? FirstPause : Longer(_pause);
            _timer.Change(_pause, Timeout.InfiniteTimeSpan);
        }

        _observer.Faulted(_tier, DiskFault.Of(cause), cause.Message);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private void Probe()
    {
        try
        {
            _probe();
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            Count();
            lock (_gate)
            {
                if (!_disposed)
                {
                    _pause = Longer(_pause);
                    _timer.Change(_pause, Timeout.InfiniteTimeSpan);
                }
            }

            return;
        }

        lock (_gate)
        {
            _recovered = _time.GetUtcNow();
            _available = true;
        }

        _observer.Recovered(_tier);
    }
}
