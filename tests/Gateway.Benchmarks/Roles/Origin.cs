using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Benchmarks.Roles;

/// <summary>
/// The server behind those that are measured. <c>/store/N</c> is N bytes that a cache may keep for a day, <c>/pass/N</c> N bytes that it
/// must not keep, <c>/slow/N</c> N bytes that may be kept and are slow to come; a further segment makes more objects of one length.
/// <c>/packument/N</c> and <c>/packument-pass/N</c> are the packument of a package called N, of about N bytes.
/// <c>/requests</c> is how many others there were.
/// </summary>
internal sealed class Origin(TimeProvider time)
{
    private const string LastModified = "Thu, 01 Jan 2026 00:00:00 GMT";

    /// <summary>How long <c>/slow</c> thinks: long enough that a crowd is complete before the first byte.</summary>
    private static readonly TimeSpan SlowStart = TimeSpan.FromMilliseconds(500);

    /// <summary>How long <c>/slow</c> rests between pieces of 64 KB: 5 MiB take a second, so that clients join while it grows.</summary>
    private static readonly TimeSpan SlowPiece = TimeSpan.FromMilliseconds(12);

    private readonly ConcurrentDictionary<int, byte[]> _bodies = new();
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
        if (path is [_, "requests"])
        {
            return context.Response.WriteAsync(Interlocked.Read(ref _requests).ToString(CultureInfo.InvariantCulture));
        }

        Interlocked.Increment(ref _requests);
        if (path.Length < 3 || !long.TryParse(path[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = path[1].EndsWith("pass", StringComparison.Ordinal) ? "no-store" : "public, max-age=86400";
        if (path[1].StartsWith("packument", StringComparison.Ordinal))
        {
            return WritePackumentAsync(context, path[1], path[2], length);
        }

        headers.ContentType = "application/octet-stream";
        headers.ETag = new StringValues($"\"{length}\"");
        headers.LastModified = LastModified;
        headers.ContentLength = length;
        return path[1] == "slow" ? WriteSlowlyAsync(context, length)
            : length > Payload.LargestInMemory ? WritePiecesAsync(context, length)
            : context.Response.BodyWriter.WriteAsync(_bodies.GetOrAdd((int)length, Payload.Of)).AsTask();
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
