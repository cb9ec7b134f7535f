namespace Gateway.Upstreams.Breaking;

/// <summary>
/// Keeps requests from one destination while it fails, and lets one through now and then to learn whether it is back. Fed with the
/// outcomes of attempts; a request that goes well costs it one count.
/// </summary>
internal sealed class Breaker(TimeProvider time)
{
    /// <summary>Long enough that a read comes first wherever there are reads.</summary>
    private const int IntervalsUntilOverdue = 5;

    private readonly Lock _gate = new();
    private BreakerSituation _situation = new(BreakerState.Closed, null, time.GetUtcNow());
    private int _consecutive;
    private int _requests;
    private int _failures;
    private long _windowStart;
    private long _lastTry;
    private long _earlySince;
    private bool _isEarly;

    /// <summary>What it is now, why and since when.</summary>
    public BreakerSituation Situation => Volatile.Read(ref _situation);

    /// <summary>Whether requests pass.</summary>
    public bool IsClosed => Situation.State == BreakerState.Closed;

    /// <summary>An attempt was answered.</summary>
    /// <returns>The new situation when this changed it, else null.</returns>
    public BreakerSituation? Succeeded()
    {
        if (IsClosed)
        {
            if (Volatile.Read(ref _consecutive) != 0)
            {
                Volatile.Write(ref _consecutive, 0);
            }

            Interlocked.Increment(ref _requests);
            return null;
        }

        lock (_gate)
        {
            // While it is open, an answer can only be that of an attempt begun before; what counts is the probe.
            if (_situation.State != BreakerState.HalfOpen)
            {
                return null;
            }

            (_consecutive, _requests, _failures) = (0, 0, 0);
            return Become(BreakerState.Closed, "a probe was answered");
        }
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="plan">When that is too often.</param>
    /// <param name="cause">Why it failed, as a name.</param>
    /// <returns>The new situation when this changed it, else null.</returns>
    public BreakerSituation? Failed(BreakerPlan plan, string cause)
    {
        if (!plan.IsOn)
        {
            return null;
        }

        lock (_gate)
        {
            switch (_situation.State)
            {
                case BreakerState.Open:
                    return null;
                case BreakerState.HalfOpen:
                    return Open($"a probe failed: {cause}");
                default:
                    Count(plan);
                    return ReasonToOpen(plan, cause) is { } reason ? Open(reason) : null;
            }
        }
    }

    /// <summary>When it was last tried, as a timestamp of the clock.</summary>
    public long LastTry => Volatile.Read(ref _lastTry);

    /// <summary>Whether the time for a probe has come.</summary>
    public bool IsDue(BreakerPlan plan) => !IsClosed && UntilProbe(plan) == TimeSpan.Zero;

    /// <summary>
    /// Whether no request that could go on elsewhere has come for several intervals: an upstream that is only written to must come
    /// back, too.
    /// </summary>
    public bool IsOverdue(BreakerPlan plan) => !IsClosed && time.GetElapsedTime(LastTry) >= plan.Interval * IntervalsUntilOverdue;

    /// <summary>How long until the next probe.</summary>
    public TimeSpan UntilProbe(BreakerPlan plan)
    {
        var left = plan.Interval - time.GetElapsedTime(LastTry);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Takes the one place for a probe. One that never ends, because its client has left or it hangs, holds the place for an interval.
    /// </summary>
    /// <returns>Whether the caller has it.</returns>
    public bool TryBeginProbe(BreakerPlan plan)
    {
        lock (_gate)
        {
            if (!IsDue(plan))
            {
                return false;
            }

            BeginProbe();
            return true;
        }
    }

    /// <summary>
    /// Begins a probe before its time, for requests that have no other chance. All of them may be it, until the first has an outcome, or
    /// for an interval: were it one alone, the others would fail meanwhile.
    /// </summary>
    public void BeginProbeEarly()
    {
        lock (_gate)
        {
            if (_situation.State == BreakerState.Closed)
            {
                return;
            }

            Volatile.Write(ref _earlySince, time.GetTimestamp());
            Volatile.Write(ref _isEarly, value: true);
            if (_situation.State == BreakerState.Open)
            {
                BeginProbe();
            }
        }
    }

    /// <summary>Whether a probe that is no single request is under way.</summary>
    public bool IsProbedEarly(BreakerPlan plan) => Situation.State == BreakerState.HalfOpen
        && Volatile.Read(ref _isEarly) && time.GetElapsedTime(Volatile.Read(ref _earlySince)) < plan.Interval;

    private void BeginProbe()
    {
        Volatile.Write(ref _lastTry, time.GetTimestamp());
        Become(BreakerState.HalfOpen, _situation.Reason);
    }

    // The window begins with a failure: while all is well nobody looks at the clock.
    private void Count(BreakerPlan plan)
    {
        var now = time.GetTimestamp();
        if (_failures == 0 || time.GetElapsedTime(_windowStart, now) > plan.Window)
        {
            (_windowStart, _failures) = (now, 0);
            Volatile.Write(ref _requests, 0);
        }

        _consecutive++;
        _failures++;
        Interlocked.Increment(ref _requests);
    }

    private string? ReasonToOpen(BreakerPlan plan, string cause)
    {
        var requests = Volatile.Read(ref _requests);
        return _consecutive >= plan.ConsecutiveFailures ? $"{_consecutive} failures in a row, the last one {cause}"
            : requests >= plan.MinimumRequests && _failures >= plan.FailureRate * requests
                ? $"{_failures} of {requests} attempts failed within {plan.Window}, the last one {cause}"
            : null;
    }

    private BreakerSituation Open(string reason)
    {
        Volatile.Write(ref _lastTry, time.GetTimestamp());
        Volatile.Write(ref _isEarly, value: false);
        return Become(BreakerState.Open, reason);
    }

    private BreakerSituation Become(BreakerState state, string? reason)
    {
        var situation = new BreakerSituation(state, reason, time.GetUtcNow());
        Volatile.Write(ref _situation, situation);
        return situation;
    }
}

/// <summary>Whether requests pass. Closed.</summary>
internal enum BreakerState
{
    /// <summary>Requests pass.</summary>
    Closed,

    /// <summary>One request is on its way, to learn whether the destination is back.</summary>
    HalfOpen,

    /// <summary>None pass.</summary>
    Open,
}

/// <summary>What a breaker is, why and since when.</summary>
/// <param name="State">The state.</param>
/// <param name="Reason">Why; null while nothing has ever happened.</param>
/// <param name="Since">Since when.</param>
internal sealed record BreakerSituation(BreakerState State, string? Reason, DateTimeOffset Since);

/// <summary>When a breaker opens, and how often it tries.</summary>
/// <param name="IsOn">Whether it opens at all.</param>
/// <param name="ConsecutiveFailures">How many failures in a row open it.</param>
/// <param name="FailureRate">Which part of the attempts of a window opens it: 0 to 1.</param>
/// <param name="MinimumRequests">How many attempts a window must have for that.</param>
/// <param name="Window">How long a window is.</param>
/// <param name="Interval">The time between two probes.</param>
internal sealed record BreakerPlan(
    bool IsOn, int ConsecutiveFailures, double FailureRate, int MinimumRequests, TimeSpan Window, TimeSpan Interval);
