using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>Export of traces, metrics and logs.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The OTLP exporter; nothing is exported without an endpoint.</summary>
    public OtlpOptions Otlp { get; set; } = new();

    /// <summary>
    /// Which part of the traces is kept, 0 to 1, where the client did not decide. Errors and slow requests are kept in any case.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TraceSampling { get; set; } = 1.0;

    /// <summary>From which duration on the trace of a request is kept in any case.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan SlowRequest { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The OTLP exporter.</summary>
internal sealed class OtlpOptions
{
    /// <summary>The collector's URL, such as <c>http://127.0.0.1:4317</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The transport, by OpenTelemetry's names.</summary>
    public OtlpProtocol Protocol { get; set; } = OtlpProtocol.Grpc;
}

/// <summary>The transports of OTLP.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC over HTTP/2.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP.</summary>
    HttpProtobuf,
}
