using System.Buffers.Binary;
using System.Collections.Concurrent;
using Gateway.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Telemetry.Otlp;

/// <summary>An OTLP collector: gRPC over HTTP/2 without TLS, or protobuf over HTTP/1.1. It keeps what it is sent.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const string Services = "/opentelemetry.proto.collector";
    private const int FrameHead = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpLine> _lines = new();
    private readonly ConcurrentQueue<string> _metrics = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private OtlpReceiver(bool isGrpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
            endpoint => endpoint.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    public IReadOnlyList<OtlpLine> Lines => [.. _lines];

    public IReadOnlyList<string> MetricNames => [.. _metrics];

    /// <summary>Every byte it was sent.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _bodies];

    /// <summary>While set, requests wait for it before they are answered.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    public static async Task<OtlpReceiver> StartAsync(bool isGrpc)
    {
        var receiver = new OtlpReceiver(isGrpc);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The spans of a trace, once the one that is named is among them.</summary>
    public async Task<IReadOnlyList<OtlpSpan>> TraceAsync(string traceId, Func<OtlpSpan, bool> last)
    {
        await Poll.UntilAsync(() => _spans.Any(span => span.TraceId == traceId && last(span)), "the span has arrived");
        return [.. _spans.Where(span => span.TraceId == traceId)];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        await Delay;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var isGrpc = context.Request.ContentType == "application/grpc";
        var bytes = body.ToArray();
        Keep(context.Request.Path.Value!, isGrpc ? MessageOf(bytes) : bytes);
        context.Response.ContentType = context.Request.ContentType;
        if (isGrpc)
        {
            // An answer without a value: a frame of length 0, and the status in the trailers (gRPC over HTTP2, "Responses").
            await context.Response.Body.WriteAsync(new byte[FrameHead], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }

    private static byte[] MessageOf(byte[] frame)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        return frame.AsSpan(FrameHead, length).ToArray();
    }

    private void Keep(string path, byte[] message)
    {
        _bodies.Enqueue(message);
        switch (path)
        {
            case "/v1/traces" or $"{Services}.trace.v1.TraceService/Export":
                foreach (var span in OtlpMessage.Spans(message))
                {
                    _spans.Enqueue(span);
                }

                break;
            case "/v1/logs" or $"{Services}.logs.v1.LogsService/Export":
                foreach (var line in OtlpMessage.Lines(message))
                {
                    _lines.Enqueue(line);
                }

                break;
            case "/v1/metrics" or $"{Services}.metrics.v1.MetricsService/Export":
                foreach (var name in OtlpMessage.MetricNames(message))
                {
                    _metrics.Enqueue(name);
                }

                break;
        }
    }
}
