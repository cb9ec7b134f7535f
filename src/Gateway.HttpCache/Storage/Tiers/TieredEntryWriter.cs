using Gateway.HttpCache.Storage.OnDisk;

namespace Gateway.HttpCache.Storage.Tiers;

/// <summary>Writes to disk, and hands what is short enough on to memory when it is committed.</summary>
internal sealed class TieredEntryWriter(DiskEntryWriter writer, HotTier hot, DiskStore disk) : IEntryWriter
{
    public bool Storable => writer.Storable;

    public PurgeMode? Purged => writer.Purged;

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        writer.WriteAsync(bytes, cancellationToken);

    public async ValueTask<StoredResponse?> CommitAsync(CancellationToken cancellationToken)
    {
        var stored = await writer.CommitAsync(cancellationToken);
        if (stored is not null)
        {
            return hot.Stored(stored, writer.Whole, writer.Ticket);
        }

        // A short body that the disk failed to take at the last moment is whole in memory.
        return writer is { Unstored: { } response, Whole: { } content } && !disk.IsAvailable
            ? hot.StoredHereOnly(response, content, writer.Ticket, reserved: 0)
            : null;
    }

    public void Abort(Exception reason) => writer.Abort(reason);

    public IGrowingBody? OpenReader() => writer.OpenReader();

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
