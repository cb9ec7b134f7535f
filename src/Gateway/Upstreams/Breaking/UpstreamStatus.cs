using Gateway.Upstreams.Hedging;

namespace Gateway.Upstreams.Breaking;

/// <summary>What is known of one upstream as a whole. Lives as long as the cluster, through every reload.</summary>
internal sealed class UpstreamStatus(TimeProvider time)
{
    private long _lastProbe;
    private bool _hasProbed;
    private bool _isImpaired;

    /// <summary>What repetitions it may cost.</summary>
    public RetryBudget Budget { get; } = new();

    /// <summary>Who may be under way to it at once; used where the configuration limits that.</summary>
    public UpstreamCapacity Capacity { get; } = new(time);

    /// <summary>How long its answers take; told where slow ones are asked of a second destination.</summary>
    public RecentLatency Heads { get; } = new();

    /// <summary>Guards the turns of its destinations.</summary>
    public Lock Turns { get; } = new();

    /// <summary>Whether a destination may be impaired. While it is false nobody looks.</summary>
    public bool IsImpaired
    {
        get => Volatile.Read(ref _isImpaired);
        set => Volatile.Write(ref _isImpaired, value);
    }

    /// <summary>
    /// Takes the one probe of an interval, when every destination is left alone: an upstream that is down as a whole hears no more than
    /// that, however many destinations it has.
    /// </summary>
    public bool TryProbe(TimeSpan interval)
    {
        lock (Turns)
        {
            if (_hasProbed && time.GetElapsedTime(_lastProbe) < interval)
            {
                return false;
            }

            (_lastProbe, _hasProbed) = (time.GetTimestamp(), true);
            return true;
        }
    }

    /// <summary>
    /// Forgets that a destination may be impaired, when none is. One that becomes so at this moment is seen by the second look, or says so
    /// itself after the first: otherwise nobody would ever look at it again.
    /// </summary>
    /// <param name="isAnyImpaired">Looks at all of them.</param>
    public void LookAgain(Func<bool> isAnyImpaired)
    {
        if (isAnyImpaired())
        {
            return;
        }

        IsImpaired = false;
        Interlocked.MemoryBarrier();
        if (isAnyImpaired())
        {
            IsImpaired = true;
        }
    }
}
