using Gateway.HttpCache.Storage.Growing;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>The frames of a body that are in its file already. Reads after the file was renamed or removed find the same bytes.</summary>
internal sealed class FileSpool(SafeFileHandle handle, long bodyOffset) : ISpool
{
    public SafeFileHandle Handle => handle;

    // The digests are not checked: these bytes were written a moment ago by this process, and they come from the page cache.
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer)
    {
        await PoolThread.EnterAsync();
        var (frame, within) = Math.DivRem(offset, EntryFormat.FramePayload);
        var wanted = (int)Math.Min(buffer.Length, EntryFormat.FramePayload - within);
        var read = RandomAccess.Read(handle, buffer.Span[..wanted], bodyOffset + (frame * EntryFormat.FrameSize) + within);
        return read > 0 ? read : throw new IOException("The file of a growing entry ends before what was written to it.");
    }

    public void Dispose() => handle.Dispose();
}
