using System.IO.Pipelines;

namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>
/// A stored response and, where it is held in memory, its body. Immutable; as its own open body it costs a hit no allocation, and the
/// collector keeps the bytes as long as somebody sends them.
/// </summary>
internal sealed class MemoryEntry(StoredResponse response, byte[]? content) : IEntryBody
{
    public StoredResponse Response { get; } = response;

    public byte[]? Content { get; } = content;

    public long Cost { get; } = EntryCost.OfHead(response) + (content is null ? 0 : EntryCost.OfBody(content.Length));

    /// <summary>True once its body has been asked for; tells the second time from the first.</summary>
    public bool WasOpened { get; set; }

    public long Length => Response.BodyLength;

    public ReadOnlyMemory<byte>? Memory => Content;

    public async ValueTask<bool> CopyToAsync(PipeWriter destination, long offset, long length, CancellationToken cancellationToken)
    {
        var rest = Content.AsMemory((int)offset, (int)length);
        while (!rest.IsEmpty)
        {
            var step = rest[..Math.Min(rest.Length, StoreLimits.StepSize)];
            var flushed = await destination.WriteAsync(step, cancellationToken);
            if (flushed.IsCompleted)
            {
                return true;
            }

            rest = rest[step.Length..];
        }

        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
