using Gateway.Configuration;
using OpenTelemetry.Exporter;

namespace Gateway.Telemetry.Export;

/// <summary>Where a signal goes.</summary>
internal static class OtlpTarget
{
    /// <summary>The path of traces over HTTP (OTLP specification, "OTLP/HTTP request").</summary>
    public const string Traces = "v1/traces";

    /// <summary>The path of metrics over HTTP.</summary>
    public const string Metrics = "v1/metrics";

    /// <summary>The path of logs over HTTP.</summary>
    public const string Logs = "v1/logs";

    /// <summary>What the exporter of a signal is told.</summary>
    /// <param name="otlp">The collector; it has an endpoint.</param>
    /// <param name="path">The path of the signal, below the endpoint. Over gRPC the service's name stands for it.</param>
    public static OtlpExporterOptions Of(OtlpOptions otlp, string path)
    {
        var isGrpc = otlp.Protocol == OtlpProtocol.Grpc;
        var endpoint = new Uri(otlp.Endpoint!);
        return new OtlpExporterOptions
        {
            Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Endpoint = isGrpc ? endpoint : new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}"),
        };
    }
}
