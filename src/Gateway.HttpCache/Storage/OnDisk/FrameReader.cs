using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>Reads the frames of an entry's body and checks each against its digest.</summary>
internal sealed class FrameReader(SafeFileHandle handle, HeadBlock block)
{
    /// <summary>How many bytes of body a frame holds.</summary>
    public int PayloadOf(long frame) =>
        (int)Math.Min(EntryFormat.FramePayload, block.Response.BodyLength - (frame * EntryFormat.FramePayload));

    /// <summary>Reads a frame, its digest behind it.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="buffer">Takes at least the payload and the digest.</param>
    /// <returns>False when the bytes are not those that were written.</returns>
    /// <exception cref="IOException">The medium failed.</exception>
    public bool Read(long frame, Span<byte> buffer)
    {
        var payload = PayloadOf(frame);
        var wanted = buffer[..(payload + EntryFormat.DigestSize)];
        var offset = block.BodyOffset + (frame * EntryFormat.FrameSize);
        while (!wanted.IsEmpty)
        {
            var read = RandomAccess.Read(handle, wanted, offset);
            if (read == 0)
            {
                return false;
            }

            wanted = wanted[read..];
            offset += read;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(buffer[payload..])
            == EntryFormat.FrameDigest(block.Response.Id.Value, frame, buffer[..payload]);
    }

    /// <summary>Reads the whole body; false when its bytes are not those that were written.</summary>
    /// <param name="whole">Takes the body, exactly.</param>
    public bool ReadAll(Span<byte> whole)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(EntryFormat.FrameSize);
        try
        {
            for (var frame = 0L; !whole.IsEmpty; frame++)
            {
                // A digest falls where the next frame's payload goes and is overwritten by it; the last has no place there.
                var payload = PayloadOf(frame);
                var direct = whole.Length >= payload + EntryFormat.DigestSize;
                if (!Read(frame, direct ? whole : scratch))
                {
                    return false;
                }

                if (!direct)
                {
                    scratch.AsSpan(0, payload).CopyTo(whole);
                }

                whole = whole[payload..];
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
