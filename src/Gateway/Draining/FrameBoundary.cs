using System.Buffers.Binary;

namespace Gateway.Draining;

/// <summary>
/// Follows the frames of one direction of a WebSocket (RFC 6455 §5.2), so that it is known where something may come between.
/// </summary>
internal sealed class FrameBoundary
{
    private const int Close = 8;
    private const int LongestHead = 14;

    private readonly byte[] _head = new byte[LongestHead];
    private int _headBytes;
    private ulong _left;

    /// <summary>Whether no frame is under way.</summary>
    public bool IsBetween => _headBytes == 0 && _left == 0;

    /// <summary>Whether the sender has said goodbye; it must send nothing after that (RFC 6455 §5.5.1).</summary>
    public bool HasClosed { get; private set; }

    /// <summary>Takes bytes up to the end of a frame.</summary>
    /// <returns>How many that were: all, when no frame ends among them.</returns>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        for (var taken = 0; taken < bytes.Length;)
        {
            if (_left > 0)
            {
                var part = Math.Min(_left, (ulong)(bytes.Length - taken));
                _left -= part;
                taken += (int)part;
            }
            else
            {
                _head[_headBytes++] = bytes[taken++];
                if (_headBytes == HeadLength)
                {
                    HasClosed |= (_head[0] & 0x0F) == Close;
                    (_left, _headBytes) = (PayloadLength, 0);
                }
            }

            if (IsBetween)
            {
                return taken;
            }
        }

        return bytes.Length;
    }

    private int ShortLength => _head[1] & 0x7F;

    private bool IsMasked => (_head[1] & 0x80) != 0;

    // The second byte says how long the rest is.
    private int HeadLength => _headBytes < 2 ? 2 : 2 + (ShortLength switch { 126 => 2, 127 => 8, _ => 0 }) + (IsMasked ? 4 : 0);

    private ulong PayloadLength => ShortLength switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(_head.AsSpan(2)),
        _ => (ulong)ShortLength,
    };
}
