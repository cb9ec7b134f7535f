namespace Gateway.HttpCache.Storage.Growing;

/// <summary>
/// Where the front of a growing body lies once it has left memory. Disposed when neither the writer nor a reader needs it.
/// </summary>
internal interface ISpool : IDisposable
{
    /// <summary>Reads bytes that were spooled.</summary>
    /// <param name="offset">First byte of the body.</param>
    /// <param name="buffer">Receives them; not longer than what was spooled from there.</param>
    /// <returns>How many were read, at least one.</returns>
    /// <exception cref="IOException">The medium failed.</exception>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer);
}
