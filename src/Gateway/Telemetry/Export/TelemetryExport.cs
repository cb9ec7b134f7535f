using System.Diagnostics.Metrics;
using Gateway.Configuration;
using Gateway.Telemetry.Traces;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry.Export;

/// <summary>
/// Exports traces and metrics over OTLP while the gateway runs, when an endpoint is configured; without one nothing is recorded. The
/// package OpenTelemetry.Extensions.Hosting, which does this for any application, is not to be had here; this class has its shape (start
/// with the host, flush at its end) and goes when it is.
/// </summary>
internal sealed class TelemetryExport(
    TelemetryOptions options, IMeterFactory meters, GatewayMetrics gateway, ILoggerFactory loggers) : IHostedService, IDisposable
{
    /// <summary>How long a span waits for others to go with it.</summary>
    public const int BatchDelayMilliseconds = 2000;

    /// <summary>How often metrics are sent: the SDK's default.</summary>
    private const int MetricIntervalMilliseconds = 60_000;

    /// <summary>The sources whose spans make up the trace of a request: the server, the client, the proxy and the gateway's own.</summary>
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Yarp.ReverseProxy", GatewaySource.Name];

    private OpenTelemetrySdk? _sdk;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Otlp.Endpoint))
        {
            return Task.CompletedTask;
        }

        _sdk = OpenTelemetrySdk.Create(builder => builder
            .ConfigureResource(resource => Describe(resource))
            .WithTracing(tracing => tracing
                .AddSource(Sources)
                .SetSampler(new RecordingSampler(options.TraceSampling))
                .AddProcessor(TracesTo(options.Otlp)))
            .WithMetrics(metrics => metrics
                .AddMeter(MeterChoice.Names)
                .AddView(instrument => MeterChoice.ViewOf(instrument, meters))
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddReader(MetricsTo(options.Otlp))));
        Log.Exporting(loggers.CreateLogger("Gateway.Telemetry"), options.Otlp.Endpoint, options.Otlp.Protocol.ToString());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Disposal flushes what is queued; a collector that does not answer holds it up for its own time limit only.
        _sdk?.Dispose();
        _sdk = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _sdk?.Dispose();

    /// <summary>Who sends: the same for all three signals.</summary>
    public static ResourceBuilder Describe(ResourceBuilder resource) =>
        resource.AddService("gateway", serviceVersion: ProductVersion.Text);

    private TraceTail TracesTo(OtlpOptions otlp)
    {
        var watch = Watch("traces", otlp);
        var exporter = new WatchedTraceExporter(OtlpTarget.Of(otlp, OtlpTarget.Traces), watch);
        return new TraceTail(new WatchedTraceBatch(exporter, watch), options.SlowRequest);
    }

    private PeriodicExportingMetricReader MetricsTo(OtlpOptions otlp) => new(
        new WatchedMetricExporter(OtlpTarget.Of(otlp, OtlpTarget.Metrics), Watch("metrics", otlp)), MetricIntervalMilliseconds);

    private ExportWatch Watch(string signal, OtlpOptions otlp) =>
        new(signal, otlp.Endpoint!, gateway, () => loggers.CreateLogger("Gateway.Telemetry"));
}
