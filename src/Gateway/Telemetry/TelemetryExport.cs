using System.Diagnostics.Metrics;
using Gateway.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>
/// Exports over OTLP while the gateway runs, when an endpoint is configured. The package OpenTelemetry.Extensions.Hosting, which does
/// this for any application, is not to be had here; this class has its shape (start with the host, flush at its end) and goes when it is.
/// </summary>
internal sealed class TelemetryExport(TelemetryOptions options, IMeterFactory meters, ILogger<TelemetryExport> logger)
    : IHostedService, IDisposable
{
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
            .ConfigureResource(resource => resource.AddService("gateway", serviceVersion: ProductVersion.Text))
            .WithTracing(tracing => tracing
                .AddSource(Sources)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceSampling)))
                .AddOtlpExporter(exporter => Configure(exporter, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter(MeterChoice.Names)
                .AddView(instrument => MeterChoice.ViewOf(instrument, meters))
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddOtlpExporter(exporter => Configure(exporter, "v1/metrics"))));
        Log.Exporting(logger, options.Otlp.Endpoint, options.Otlp.Protocol.ToString());
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

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var isGrpc = options.Otlp.Protocol == OtlpProtocol.Grpc;
        var endpoint = new Uri(options.Otlp.Endpoint!);
        exporter.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        // Over HTTP each signal has a path of its own below the endpoint (OTLP specification, "OTLP/HTTP request").
        exporter.Endpoint = isGrpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
    }
}
