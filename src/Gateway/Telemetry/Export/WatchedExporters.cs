using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Export;

/// <summary>OTLP for traces, with somebody who notices when it fails.</summary>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch) => watch.Saw(base.Export(activityBatch));
}

/// <summary>OTLP for metrics, with somebody who notices when it fails.</summary>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics) => watch.Saw(base.Export(metrics));
}
