namespace Gateway.TestKit;

/// <summary>
/// A clock that stands still until a test moves it. Timers (and with them <c>Task.Delay</c>, cancellation after a time and periodic
/// timers given this provider) fire inside <see cref="Advance"/>, in the order of their times, each seeing its own time as now.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;

    /// <param name="start">The first now; noon of a summer day when nothing is said.</param>
    public ManualClock(DateTimeOffset? start = null)
    {
        _start = start ?? new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
        _now = _start;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait to fire. A test polls it to know that the code under test has begun to wait.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on and fires what falls due on the way, also timers that are made meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative; see <see cref="SetTo"/>.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var target = GetUtcNow() + span;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }

        SetTo(target);
    }

    /// <summary>Sets the time of day without firing anything, as an administrator who corrects a clock, also backwards.</summary>
    public void SetTo(DateTimeOffset now)
    {
        lock (_lock)
        {
            _now = now;
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > target)
            {
                return null;
            }

            _now = next.Due > _now ? next.Due : _now;
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
            }
            else
            {
                _timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                clock._timers.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
