using Gateway.Telemetry.Recent;

namespace Gateway.Telemetry;

/// <summary>Lines of this feature: ids 1000 to 1099.</summary>
internal static partial class Log
{
    private static readonly EventId AccessEvent = new(1000, "Access");

    /// <summary>The access line: one for each request, on category <c>Gateway.Access</c>.</summary>
    public static void Access(ILogger logger, LogLevel level, in RequestLine line)
    {
        if (logger.IsEnabled(level))
        {
            logger.Log(level, AccessEvent, new AccessLine(line), exception: null, static (written, _) => written.ToString());
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Traces, metrics and logs are exported to {Endpoint} over OTLP ({Protocol}).")]
    public static partial void Exporting(ILogger logger, string endpoint, string protocol);

    [LoggerMessage(1002, LogLevel.Warning,
        "The collector at {Endpoint} does not take {Signal}: {Reason}. Requests are not held up; at most {MostWaiting} wait for it, and "
            + "what comes then is dropped. This is said once; check the collector and Gateway:Telemetry:Otlp.")]
    public static partial void ExportFailing(ILogger logger, string signal, string endpoint, string reason, int mostWaiting);

    [LoggerMessage(1003, LogLevel.Information, "The collector at {Endpoint} takes {Signal} again.")]
    public static partial void ExportRecovered(ILogger logger, string signal, string endpoint);
}
