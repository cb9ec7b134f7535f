using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// A body that streams from its file through the destination's own buffers, a frame at a time; each frame is checked before any of it
/// goes out.
/// </summary>
internal sealed class DiskBody(SafeFileHandle handle, HeadBlock block, Action damaged, Action failed) : IEntryBody
{
    private readonly FrameReader _frames = new(handle, block);

    public long Length => block.Response.BodyLength;

    public ReadOnlyMemory<byte>? Memory => null;

    public async ValueTask<bool> CopyToAsync(PipeWriter destination, long offset, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            await PoolThread.EnterAsync();
            var (frame, within) = Math.DivRem(offset, EntryFormat.FramePayload);
            var wanted = (int)Math.Min(length, _frames.PayloadOf(frame) - within);
            if (!TryCopy(destination, frame, (int)within, wanted))
            {
                return false;
            }

            var flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                return true;
            }

            offset += wanted;
            length -= wanted;
        }

        return true;
    }

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryCopy(PipeWriter destination, long frame, int within, int wanted)
    {
        try
        {
            var good = within == 0 ? ReadDirectly(destination, frame, wanted) : ReadPart(destination, frame, within, wanted);
            if (!good)
            {
                damaged();
            }

            return good;
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            failed();
            return false;
        }
    }

    // What was not advanced over does not go out: a damaged frame leaves nothing behind in the destination.
    private bool ReadDirectly(PipeWriter destination, long frame, int wanted)
    {
        if (!_frames.Read(frame, destination.GetSpan(_frames.PayloadOf(frame) + EntryFormat.DigestSize)))
        {
            return false;
        }

        destination.Advance(wanted);
        return true;
    }

    private bool ReadPart(PipeWriter destination, long frame, int within, int wanted)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EntryFormat.FrameSize);
        try
        {
            if (!_frames.Read(frame, buffer))
            {
                return false;
            }

            destination.Write(buffer.AsSpan(within, wanted));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
