using OpenTelemetry;

namespace Gateway.Telemetry.Export;

/// <summary>
/// Tells once that a collector does not take what is sent, and once that it does again. The exporters keep silent about it, and a line
/// for each failed batch would fill the log for as long as the collector is away.
/// </summary>
/// <param name="signal">What is exported, as the line names it: <c>traces</c>.</param>
/// <param name="endpoint">Where to.</param>
/// <param name="logger">Asked for when there is something to tell: the factory of loggers waits for the exporter of logs.</param>
internal sealed class ExportWatch(string signal, string endpoint, Func<ILogger> logger)
{
    private int _isFailing;

    /// <summary>Takes note of a result and hands it on.</summary>
    public ExportResult Saw(ExportResult result)
    {
        if (result == ExportResult.Failure && Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            Log.ExportFailing(logger(), signal, endpoint, TelemetryExport.MostQueued);
        }
        else if (result == ExportResult.Success && Interlocked.Exchange(ref _isFailing, 0) == 1)
        {
            Log.ExportRecovered(logger(), signal, endpoint);
        }

        return result;
    }
}
