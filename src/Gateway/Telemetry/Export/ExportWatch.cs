using OpenTelemetry;

namespace Gateway.Telemetry.Export;

/// <summary>
/// Bounds what waits for a collector, and tells once that it does not take what is sent, and once that it does again. The exporters keep
/// silent about failures and the SDK's queue about what it drops; a line for each would fill the log for as long as the collector is away.
/// </summary>
/// <param name="signal">What is exported, as the line and the label name it: <c>traces</c>.</param>
/// <param name="endpoint">Where to.</param>
/// <param name="metrics">Counts what is dropped.</param>
/// <param name="logger">Asked for when there is something to tell: the factory of loggers waits for the exporter of logs.</param>
internal sealed class ExportWatch(string signal, string endpoint, GatewayMetrics metrics, Func<ILogger> logger)
{
    /// <summary>
    /// How many items wait for a collector that is slow or away, those on their way to it included; what comes then is dropped. The SDK's
    /// own default, about 4 MB of spans.
    /// </summary>
    public const int MostWaiting = 2048;

    /// <summary>A collector that is a little too slow would otherwise be told of with every batch.</summary>
    private const int RecoveredBelow = MostWaiting / 2;

    private int _waiting;
    private int _isFailing;

    /// <summary>Takes a place for one item.</summary>
    /// <returns>Whether there was one; the item is dropped otherwise.</returns>
    public bool TryWait()
    {
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        metrics.CountDroppedTelemetry(signal, 1);
        Tell("more of it comes than it takes");
        return false;
    }

    /// <summary>Takes note of a result, gives back the places of what it is about, and hands it on.</summary>
    /// <param name="result">How sending ended. What a collector has refused is not sent again.</param>
    /// <param name="items">How many items were sent that had taken a place.</param>
    public ExportResult Saw(ExportResult result, int items)
    {
        var waiting = Interlocked.Add(ref _waiting, -items);
        if (result == ExportResult.Failure)
        {
            metrics.CountDroppedTelemetry(signal, items);
            Tell("sending fails");
        }
        else if (waiting < RecoveredBelow && Interlocked.Exchange(ref _isFailing, 0) == 1)
        {
            Log.ExportRecovered(logger(), signal, endpoint);
        }

        return result;
    }

    private void Tell(string reason)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            Log.ExportFailing(logger(), signal, endpoint, reason, MostWaiting);
        }
    }
}
