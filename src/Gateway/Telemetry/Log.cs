using Gateway.Telemetry.Recent;

namespace Gateway.Telemetry;

/// <summary>Lines of this feature: ids 1000 to 1099.</summary>
internal static partial class Log
{
    /// <summary>The access line: one for each request, on category <c>Gateway.Access</c>.</summary>
    public static void Access(ILogger logger, LogLevel level, in RequestLine line)
    {
        var record = line.Record;
        AccessLine(
            logger,
            level,
            line.Method,
            line.Target,
            line.Status,
            record.CacheStatus ?? "-",
            record.Environment ?? "-",
            record.Repository ?? "-",
            record.PackageName ?? "-",
            record.PackageVersion ?? "-",
            record.Identity ?? "-",
            record.Upstream ?? "-",
            line.Bytes,
            line.Duration.TotalMilliseconds,
            record.UpstreamDuration?.TotalMilliseconds,
            record.Error ?? "-",
            record.CacheReason ?? "-",
            line.TraceId);
    }

    [LoggerMessage(EventId = 1000, EventName = "Access",
        Message = "{Method} {Target} {Status} X-Cache-Status: {CacheStatus} environment={Environment} repository={Repository} "
            + "package={Package} version={Version} identity={Identity} upstream={Upstream} bytes={Bytes} duration={Duration:F1}ms "
            + "upstream_duration={UpstreamDuration:F1}ms error={Error} reason={Reason} trace={TraceId}")]
    private static partial void AccessLine(
        ILogger logger, LogLevel level, string method, string target, int status, string cacheStatus, string environment,
        string repository, string package, string version, string identity, string upstream, long bytes, double duration,
        double? upstreamDuration, string error, string reason, string traceId);

    [LoggerMessage(1001, LogLevel.Information, "Traces, metrics and logs are exported to {Endpoint} over OTLP ({Protocol}).")]
    public static partial void Exporting(ILogger logger, string endpoint, string protocol);

    [LoggerMessage(1002, LogLevel.Warning,
        "The collector at {Endpoint} does not take {Signal}. Requests are not held up: at most {MostQueued} wait for it, and what comes "
            + "then is dropped. This is said once; check the collector and Gateway:Telemetry:Otlp.")]
    public static partial void ExportFailing(ILogger logger, string signal, string endpoint, int mostQueued);

    [LoggerMessage(1003, LogLevel.Information, "The collector at {Endpoint} takes {Signal} again.")]
    public static partial void ExportRecovered(ILogger logger, string signal, string endpoint);
}
