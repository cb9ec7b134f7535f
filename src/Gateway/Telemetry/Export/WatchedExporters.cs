using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Export;

/// <summary>OTLP for traces, with somebody who notices when it fails.</summary>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        // Counted before: sending takes them out of the queue.
        var spans = (int)activityBatch.Count;
        return watch.Saw(base.Export(activityBatch), spans);
    }
}

/// <summary>Collects spans for <see cref="WatchedTraceExporter"/>, no more than may wait.</summary>
internal sealed class WatchedTraceBatch(WatchedTraceExporter exporter, ExportWatch watch)
    : BatchActivityExportProcessor(exporter, ExportWatch.MostWaiting, TelemetryExport.BatchDelayMilliseconds)
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (watch.TryWait())
        {
            base.OnEnd(data);
        }
    }
}

/// <summary>OTLP for metrics, with somebody who notices when it fails.</summary>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics) => watch.Saw(base.Export(metrics), items: 0);
}
