namespace Gateway.HttpCache.Storage;

/// <summary>
/// An entry while its body arrives. One writer; any number of readers may follow through <see cref="OpenReader"/> before it is complete.
/// Disposing without <see cref="CommitAsync"/> abandons it: readers fail visibly, nothing is stored.
/// </summary>
public interface IEntryWriter : IAsyncDisposable
{
    /// <summary>
    /// Appends bytes. When the entry outgrows its limit or the medium fails midway, it will not commit, but its readers get the rest
    /// through a window of bounded size, and the fetch goes at the pace of the slowest; one that takes nothing for a while is dropped.
    /// </summary>
    /// <param name="bytes">The next bytes of the body; copied before the call completes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the entry will not be stored and nobody reads it (any more): the fetch has no purpose left.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes the entry findable, whole. Replaces an older entry of the same key and the same selecting fields.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry, or null when it could not be stored, or when a hard purge of its key came meanwhile. Its readers get their
    /// end either way, unless the length differs from the announced one: then they fail as after <see cref="Abort"/>.</returns>
    ValueTask<StoredResponse?> CommitAsync(CancellationToken cancellationToken);

    /// <summary>Tells the readers that no more will come because the fetch failed. They break their connections.</summary>
    /// <param name="reason">Why, for the readers' logs.</param>
    void Abort(Exception reason);

    /// <summary>
    /// A reader of the growing body, from its first byte. Null when the beginning is gone (see <see cref="WriteAsync"/>) or the fetch
    /// has failed: whoever comes now goes on alone.
    /// </summary>
    IGrowingBody? OpenReader();

    /// <summary>
    /// False from when it is known that the entry will not be stored; its present readers get the whole body nevertheless.
    /// </summary>
    bool Storable { get; }

    /// <summary>
    /// The strongest purge that covers the entry since its fetch began, or null. Requests from after it must not join its readers.
    /// </summary>
    PurgeMode? Purged { get; }
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
