using System.IO.Pipelines;

namespace Gateway.HttpCache.Storage;

/// <summary>
/// The body of a stored entry, open for reading. An entry that is evicted or purged meanwhile stays readable until disposed.
/// </summary>
public interface IEntryBody : IAsyncDisposable
{
    /// <summary>The body's length in bytes.</summary>
    long Length { get; }

    /// <summary>The whole body when it lies in memory; writing it costs no copy. Otherwise null.</summary>
    ReadOnlyMemory<byte>? Memory { get; }

    /// <summary>Copies a part of the body, with a bounded buffer.</summary>
    /// <param name="destination">Receives the bytes; it is flushed, not completed.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">How many bytes; offset and length together lie within <see cref="Length"/>.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>False when the medium failed or the bytes do not match the entry's digest: the caller must break the connection, not
    /// end it.</returns>
    ValueTask<bool> CopyToAsync(PipeWriter destination, long offset, long length, CancellationToken cancellationToken);
}
