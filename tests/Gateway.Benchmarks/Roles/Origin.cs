using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Benchmarks.Roles;

/// <summary>
/// The server behind those that are measured. <c>/store/N</c> is N bytes that a cache may keep for a day, <c>/pass/N</c> N bytes that it
/// must not keep, <c>/slow/N</c> N bytes that may be kept and are slow to come; <c>/own/N</c> N bytes
/// that only the client may keep; a further segment makes more objects of one length.
/// <c>/packument/N</c> and <c>/packument-pass/N</c> are the packument of a package called N, of about N bytes.
/// <c>/requests</c> is how many others there were, <c>/trouble/KIND</c> begins or ends a <see cref="Trouble"/>.
/// </summary>
internal sealed class Origin(TimeProvider time)
{
    private const string LastModified = "Thu, 01 Jan 2026 00:00:00 GMT";

    /// <summary>How long <c>/slow</c> thinks: long enough that a crowd is complete before the first byte.</summary>
    private static readonly TimeSpan SlowStart = TimeSpan.FromMilliseconds(500);

    /// <summary>How long <c>/slow</c> rests between pieces of 64 KB: 5 MiB take a second, so that clients join while it grows.</summary>
    private static readonly TimeSpan SlowPiece = TimeSpan.FromMilliseconds(12);

    private readonly ConcurrentDictionary<int, byte[]> _bodies = new();
    private readonly Trouble _trouble = new(time);
    private readonly ConcurrentDictionary<(string Kind, string Name), byte[]> _packuments = new();
    private long _requests;

    /// <summary>Serves until SIGTERM.</summary>
    public static Task<int> ServeAsync(int port, CancellationToken cancellationToken)
    {
        var app = Bare.Builder(port).Build();
        app.Run(new Origin(TimeProvider.System).AnswerAsync);
        return Bare.ServeAsync(app, cancellationToken);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/');
        switch (path)
        {
            case [_, "requests"]:
                return context.Response.WriteAsync(Interlocked.Read(ref _requests).ToString(CultureInfo.InvariantCulture));
            case [_, "trouble", var kind]:
                _trouble.Become(kind);
                return Task.CompletedTask;
        }

        Interlocked.Increment(ref _requests);
        if (path.Length < 3 || !long.TryParse(path[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        SetFields(context.Response.Headers, path[1], length);
        if (path[1].StartsWith("packument", StringComparison.Ordinal))
        {
            return WritePackumentAsync(context, path[1], path[2], length);
        }

        if (path[1] == "own")
        {
            return AnswerUnlessInTroubleAsync(context, (int)length);
        }

        return path[1] == "slow" ? WriteSlowlyAsync(context, length)
            : length > Payload.LargestInMemory ? WritePiecesAsync(context, length)
            : context.Response.BodyWriter.WriteAsync(_bodies.GetOrAdd((int)length, Payload.Of)).AsTask();
    }

    private async Task AnswerUnlessInTroubleAsync(HttpContext context, int length)
    {
        var body = _bodies.GetOrAdd(length, Payload.Of);
        if (await _trouble.MeetAsync(context, () => body))
        {
            return;
        }

        var from = RangeOf(context);
        if (from is { } rest)
        {
            SetRange(context.Response, body.Length, rest);
        }

        await context.Response.BodyWriter.WriteAsync(body.AsMemory(from ?? 0));
    }

    private static int? RangeOf(HttpContext context) =>
        context.Request.GetTypedHeaders().Range is { Ranges: { Count: 1 } ranges } && ranges.First() is { From: { } from, To: null }
            ? (int)from
            : null;

    private static void SetRange(HttpResponse response, int length, int from)
    {
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentLength = length - from;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{length - 1}/{length}");
    }

    private static void SetFields(IHeaderDictionary headers, string kind, long length)
    {
        headers.CacheControl = kind switch
        {
            "pass" or "packument-pass" => "no-store",
            "own" => "private, max-age=60",
            _ => "public, max-age=86400",
        };
        headers.ContentType = "application/octet-stream";
        headers.ETag = new StringValues($"\"{length}\"");
        headers.LastModified = LastModified;
        headers.ContentLength = length;
    }

    private async Task WritePackumentAsync(HttpContext context, string kind, string name, long length)
    {
        var body = _packuments.GetOrAdd(
            (kind, name), _ => SamplePackument.Of(name, length, $"http://{context.Request.Host}/{kind}"));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task WritePiecesAsync(HttpContext context, long length)
    {
        foreach (var piece in Payload.PiecesOf(length))
        {
            await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
        }
    }

    private async Task WriteSlowlyAsync(HttpContext context, long length)
    {
        await Task.Delay(SlowStart, time, context.RequestAborted);
        foreach (var piece in Payload.PiecesOf(length))
        {
            await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
            await Task.Delay(SlowPiece, time, context.RequestAborted);
        }
    }
}
