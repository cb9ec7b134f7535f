using Gateway.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Gateway.Telemetry.Export;

/// <summary>Sends the lines of the log to the collector that traces go to, where one is configured.</summary>
internal static class LogExport
{
    /// <summary>Adds the provider.</summary>
    public static void AddLogExport(this ILoggingBuilder logging, TelemetryOptions options)
    {
        if (string.IsNullOrEmpty(options.Otlp.Endpoint))
        {
            return;
        }

        logging.AddOpenTelemetry(log =>
        {
            log.IncludeFormattedMessage = true;
            log.SetResourceBuilder(TelemetryExport.Describe(ResourceBuilder.CreateDefault()));

            // Its exporter is sealed, so nobody notices its failures; it shares the collector with the traces, whose failures are told.
            log.AddProcessor(new BatchLogRecordExportProcessor(
                new OtlpLogExporter(OtlpTarget.Of(options.Otlp, OtlpTarget.Logs)),
                ExportWatch.MostWaiting,
                TelemetryExport.BatchDelayMilliseconds));
        });
    }
}
