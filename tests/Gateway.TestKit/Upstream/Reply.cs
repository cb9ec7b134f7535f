using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Gateway.TestKit.Upstream;

/// <summary>Handlers that answer well.</summary>
public static class Reply
{
    /// <summary>A fixed answer with a Content-Length.</summary>
    public static RequestDelegate With(int status, string body = "", params (string Name, string Value)[] headers) =>
        With(status, Encoding.UTF8.GetBytes(body), headers);

    /// <inheritdoc cref="With(int, string, ValueTuple{string, string}[])"/>
    public static RequestDelegate With(int status, byte[] body, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        if (status is 204 or 304 || HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>One answer after the other, the last one for ever.</summary>
    public static RequestDelegate InOrder(params RequestDelegate[] handlers)
    {
        var waiting = new ConcurrentQueue<RequestDelegate>(handlers[..^1]);
        return context => waiting.TryDequeue(out var handler) ? handler(context) : handlers[^1](context);
    }

    /// <summary>One status after the other, the last one for ever; the body names it.</summary>
    public static RequestDelegate Statuses(params int[] statuses) =>
        InOrder([.. statuses.Select(status => With(status, $"status {status}"))]);

    /// <summary>Goes on only when the gate is open.</summary>
    public static RequestDelegate After(Gate gate, RequestDelegate handler) => async context =>
    {
        await gate.PassAsync(context.RequestAborted);
        await handler(context);
    };

    /// <summary>The head and a first part at once, the rest when the gate is open.</summary>
    public static RequestDelegate InTwoParts(byte[] first, Gate gate, byte[] second, params (string Name, string Value)[] headers) =>
        async context =>
        {
            foreach (var (name, value) in headers)
            {
                context.Response.Headers.Append(name, value);
            }

            context.Response.ContentLength = first.Length + second.Length;
            await context.Response.Body.WriteAsync(first, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await gate.PassAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(second, context.RequestAborted);
        };

    /// <summary>A body that comes drop by drop.</summary>
    /// <param name="drop">What is sent each time.</param>
    /// <param name="count">How often.</param>
    /// <param name="interval">The time between, by <paramref name="time"/>.</param>
    /// <param name="time">A manual clock, or the system's where real time is the point.</param>
    public static RequestDelegate Drip(byte[] drop, int count, TimeSpan interval, TimeProvider time) => async context =>
    {
        context.Response.ContentLength = (long)drop.Length * count;
        for (var sent = 0; sent < count; sent++)
        {
            if (sent > 0)
            {
                await Task.Delay(interval, time, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(drop, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    };

    /// <summary>Server-sent events: each text the test writes to the channel, at once; the end of the channel ends the stream.</summary>
    public static RequestDelegate Events(ChannelReader<string> events) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var text in events.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync($"data: {text}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    };

    /// <summary>Sends the request body back as it comes; for <see cref="FakeUpstream.OnStreaming"/>.</summary>
    public static async Task Echo(HttpContext context)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>
    /// Accepts a WebSocket and sends every message back until the client closes; for <see cref="FakeUpstream.OnStreaming"/>.
    /// </summary>
    public static async Task WebSocketEcho(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                var status = socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure;
                await socket.CloseAsync(status, socket.CloseStatusDescription, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
        }
    }
}
