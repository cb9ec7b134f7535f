using System.Buffers;
using System.Text.Json;
using Gateway.HttpCache;

namespace Gateway.Admin;

/// <summary>
/// Writes a <see cref="CacheListing"/> while the entries are found: each is read from the disk, and whoever waits for ten thousand sees
/// how far it is.
/// </summary>
internal sealed class CacheListingAnswer(IAsyncEnumerable<StoredResponse> entries, CacheViews views, int limit) : IResult
{
    /// <summary>About 40 KB of JSON: large enough for a write, small enough that a bar moves.</summary>
    private const int EntriesInAWrite = 100;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancelled = httpContext.RequestAborted;
        var body = httpContext.Response.BodyWriter;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("entries");
        var (listed, truncated) = (0, false);
        await foreach (var entry in entries.WithCancellation(cancelled))
        {
            if (listed == limit)
            {
                truncated = true;
                break;
            }

            JsonSerializer.Serialize(json, views.Of(entry), JsonSerializerOptions.Web);
            if (++listed % EntriesInAWrite == 0)
            {
                await SendAsync();
            }
        }

        json.WriteEndArray();
        json.WriteBoolean("truncated", truncated);
        json.WriteEndObject();
        await SendAsync();

        async Task SendAsync()
        {
            await json.FlushAsync(cancelled);
            await body.WriteAsync(buffer.WrittenMemory, cancelled);
            buffer.ResetWrittenCount();
        }
    }
}
