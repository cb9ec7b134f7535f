using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.TestKit.Upstream;

/// <summary>Handlers that answer badly, each in one way.</summary>
public static class Fault
{
    /// <summary>INTERNAL_ERROR of RFC 9113 §7.</summary>
    private const int Http2InternalError = 2;

    /// <summary>The connection is reset (TCP RST; RST_STREAM in HTTP/2) before a byte of the answer.</summary>
    public static Task ResetBeforeResponse(HttpContext context)
    {
        Reset(context);
        return Task.CompletedTask;
    }

    /// <summary>Declares a length, sends a part of it, and resets the connection.</summary>
    public static RequestDelegate ResetMidBody(byte[] sent, long declaredLength, params (string Name, string Value)[] headers) =>
        async context =>
        {
            await SendPartAsync(context, sent, declaredLength, headers);
            Reset(context);
        };

    /// <summary>Declares a length, sends a part of it, waits for the gate, and resets the connection.</summary>
    public static RequestDelegate ResetMidBody(byte[] sent, long declaredLength, Gate gate, params (string Name, string Value)[] headers) =>
        async context =>
        {
            await SendPartAsync(context, sent, declaredLength, headers);
            await gate.PassAsync(context.RequestAborted);
            Reset(context);
        };

    /// <summary>Begins a chunked answer, sends a part of it, and closes the connection without the last chunk.</summary>
    public static RequestDelegate UnfinishedChunks(byte[] sent, params (string Name, string Value)[] headers) => async context =>
    {
        await SendPartAsync(context, sent, null, headers);
        context.Abort();
    };

    /// <summary>Declares more than it sends, and closes the connection cleanly.</summary>
    public static RequestDelegate ShortBody(string sent, long declaredLength) =>
        Raw($"HTTP/1.1 200 OK\r\nContent-Length: {declaredLength}\r\n\r\n{sent}");

    /// <summary>Takes the request and never answers, until the client leaves or the gate opens; then resets.</summary>
    public static RequestDelegate Hang(Gate gate) => async context =>
    {
        await gate.PassAsync(context.RequestAborted);
        Reset(context);
    };

    /// <summary>
    /// Writes these bytes to the socket, whatever they are, and closes: for answers that no proper server sends. HTTP/1.1 without TLS.
    /// </summary>
    /// <param name="response">The bytes as Latin-1, line ends written out.</param>
    public static RequestDelegate Raw(string response) => async context =>
    {
        var socket = SocketOf(context) ?? throw new InvalidOperationException("A raw answer needs a socket of its own.");
        if (context.Request.IsHttps)
        {
            throw new InvalidOperationException("A raw answer cannot be written through TLS.");
        }

        var bytes = Encoding.Latin1.GetBytes(response).AsMemory();
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, context.RequestAborted)..];
        }

        socket.Shutdown(SocketShutdown.Send);

        // The server would write a response of its own when the handler returns; the client's end of the connection comes first.
        await HasEndedAsync(context);
    };

    private static Socket? SocketOf(HttpContext context) => context.Features.Get<IConnectionSocketFeature>()?.Socket;

    private static Task HasEndedAsync(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    private static async Task SendPartAsync(HttpContext context, byte[] sent, long? declaredLength, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        context.Response.ContentLength = declaredLength;
        await context.Response.Body.WriteAsync(sent, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static void Reset(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(Http2InternalError);
            return;
        }

        if (SocketOf(context) is { } socket)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        context.Abort();
    }
}
