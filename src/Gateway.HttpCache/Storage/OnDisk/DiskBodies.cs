using System.Buffers;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>Opens the bodies of a disk store's entries.</summary>
internal static class DiskBodies
{
    /// <summary>Opens a body: read and checked at once when it is small, otherwise as a stream. Null when it is gone or damaged.</summary>
    public static IEntryBody? Open(DiskStore store, EntryName name)
    {
        var handle = store.Files.Open(name, FileAccess.Read);
        if (handle is null || store.Files.Read(handle, name) is not { } block)
        {
            handle?.Dispose();
            return null;
        }

        if (block.Response.BodyLength > StoreLimits.StepSize)
        {
            return new DiskBody(handle, block, () => store.Damaged(name), store.Health.Count);
        }

        using (handle)
        {
            var length = (int)block.Response.BodyLength;
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            if (TryReadAll(store, name, new FrameReader(handle, block), buffer.AsSpan(0, length)))
            {
                return new BufferedBody(buffer, length);
            }

            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
    }

    /// <summary>Reads a whole body into an array of its own; null when it is gone or damaged.</summary>
    public static byte[]? Load(DiskStore store, EntryName name)
    {
        using var handle = store.Files.Open(name, FileAccess.Read);
        if (handle is null || store.Files.Read(handle, name) is not { } block)
        {
            return null;
        }

        var whole = GC.AllocateUninitializedArray<byte>((int)block.Response.BodyLength);
        return TryReadAll(store, name, new FrameReader(handle, block), whole) ? whole : null;
    }

    private static bool TryReadAll(DiskStore store, EntryName name, FrameReader frames, Span<byte> whole)
    {
        try
        {
            if (frames.ReadAll(whole))
            {
                return true;
            }

            store.Damaged(name);
            return false;
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            store.Health.Count();
            return false;
        }
    }
}
