using System.Collections.Immutable;
using System.IO.Pipelines;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Policy.Ranges;
using Gateway.HttpCache.Storage;

namespace Gateway.Caching;

/// <summary>Puts a received part together with the stored one that it continues (RFC 9111 §3.4): the bytes before it,
/// and those after it.</summary>
internal sealed class PartAssembly : IAsyncDisposable
{
    /// <summary>
    /// The most that is copied of the stored part, in bytes. The client waits while what lies before its range is copied: a quarter of a
    /// second from a disk. A longer stored part is replaced by the received one instead.
    /// </summary>
    private const long LongestCopied = 256 * 1024 * 1024;

    private readonly IEntryBody _stored;
    private readonly ImmutableArray<CombinePiece> _pieces;

    private PartAssembly(ResponseHead head, IEntryBody stored, ImmutableArray<CombinePiece> pieces)
    {
        Head = head;
        _stored = stored;
        _pieces = pieces;
    }

    /// <summary>The head of both together: a 200 when they are the whole.</summary>
    public ResponseHead Head { get; }

    /// <summary>How long both together are.</summary>
    public long Length => _pieces.Sum(piece => piece.Length);

    /// <summary>Where the received part begins in both together.</summary>
    public long Offset => _pieces.TakeWhile(piece => piece.FromStored).Sum(piece => piece.Length);

    /// <summary>How long the received part is.</summary>
    public long ReceivedLength => _pieces.Sum(piece => piece.FromStored ? 0 : piece.Length);

    /// <summary>Opens the stored part, when a received one may be combined with it; otherwise null.</summary>
    public static async ValueTask<PartAssembly?> PrepareAsync(
        ICacheStore store, CacheRequest request, StoredResponse stored, ResponseHead received, CachePolicyOptions policy)
    {
        var (head, pieces) = CachePolicy.DecideCombination(request, stored, received, policy) switch
        {
            CombineVerdict.Whole whole => (whole.Head, whole.Pieces),
            CombineVerdict.Part part => (part.Head, part.Pieces),
            _ => (null, []),
        };
        return head is not null
            && pieces.Sum(piece => piece.FromStored ? piece.Length : 0) <= LongestCopied
            && await store.OpenAsync(stored, CancellationToken.None) is { } body
                ? new PartAssembly(head, body, pieces)
                : null;
    }

    /// <summary>Writes what lies before the received part.</summary>
    /// <returns>False when the stored part could not be read.</returns>
    public ValueTask<bool> WriteBeforeAsync(IEntryWriter writer, CancellationToken cancellationToken) =>
        WriteAsync(writer, _pieces.TakeWhile(piece => piece.FromStored), cancellationToken);

    /// <summary>Writes what lies after the received part, once that is there.</summary>
    /// <returns>False when the stored part could not be read.</returns>
    public ValueTask<bool> WriteAfterAsync(IEntryWriter writer) =>
        WriteAsync(writer, _pieces.SkipWhile(piece => piece.FromStored).Where(piece => piece.FromStored), CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stored.DisposeAsync();

    private async ValueTask<bool> WriteAsync(IEntryWriter writer, IEnumerable<CombinePiece> pieces, CancellationToken cancellationToken)
    {
        await using var stream = new EntryStream(writer);
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        foreach (var piece in pieces)
        {
            if (!await _stored.CopyToAsync(pipe, piece.Offset, piece.Length, cancellationToken))
            {
                return false;
            }
        }

        await pipe.CompleteAsync();
        return true;
    }

    /// <summary>A stream into a growing entry.</summary>
    private sealed class EntryStream(IEntryWriter writer) : WriteOnlyStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await writer.WriteAsync(buffer, cancellationToken);
    }
}
