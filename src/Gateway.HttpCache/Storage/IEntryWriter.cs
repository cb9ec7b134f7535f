namespace Gateway.HttpCache.Storage;

/// <summary>
/// An entry while its body arrives. One writer; any number of readers may follow through <see cref="OpenReader"/> before it is complete.
/// Disposing without <see cref="CommitAsync"/> abandons it: readers fail visibly, nothing is stored.
/// </summary>
public interface IEntryWriter : IAsyncDisposable
{
    /// <summary>Appends bytes. When the medium fails midway the entry goes on in what form it can for its readers, but will not commit.</summary>
    /// <param name="bytes">The next bytes of the body; copied before the call returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the entry outgrew its limit or the medium failed and can take no more bytes.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the entry findable, whole. Replaces an older entry of the same key and the same selecting fields.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry, or null when it could not be stored, or when a hard purge of its key came meanwhile.</returns>
    ValueTask<StoredResponse?> CommitAsync(CancellationToken cancellationToken);

    /// <summary>Tells the readers that no more will come because the fetch failed. They break their connections.</summary>
    /// <param name="reason">Why, for the readers' logs.</param>
    void Abort(Exception reason);

    /// <summary>A reader of the growing body, from its first byte.</summary>
    IGrowingBody OpenReader();
}

/// <summary>Reads a body while it grows.</summary>
public interface IGrowingBody : IAsyncDisposable
{
    /// <summary>Waits for and reads the next bytes.</summary>
    /// <param name="buffer">Receives them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes were read; 0 when the body is complete.</returns>
    /// <exception cref="IOException">The fetch failed: the body will never be complete.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
