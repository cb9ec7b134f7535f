using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams.Breaking;

/// <summary>What is known of one upstream as a whole. Lives as long as the cluster, through every reload.</summary>
internal sealed class UpstreamStatus(TimeProvider time)
{
    private long _lastProbe;
    private bool _hasProbed;

    /// <summary>What repetitions it may cost.</summary>
    public RetryBudget Budget { get; } = new();

    /// <summary>Who may be under way to it at once; used where the configuration limits that.</summary>
    public UpstreamCapacity Capacity { get; } = new(time);

    /// <summary>Guards the turns of its destinations.</summary>
    public Lock Turns { get; } = new();

    /// <summary>Whether a destination may be impaired. While it is false nobody looks.</summary>
    public bool IsImpaired { get; set; }

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

    /// <summary>Whether any destination of the cluster is left alone.</summary>
    public void LookAgain(ClusterState cluster, UpstreamLedger ledger) =>
        IsImpaired = cluster.DestinationsState.AllDestinations.Any(destination => ledger.Of(destination).IsImpaired);
}
