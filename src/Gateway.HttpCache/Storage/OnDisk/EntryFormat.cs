using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// The layout of an entry's file, revision 1. All numbers are little-endian.
/// <code>
/// preamble, 64 bytes   magic, revision, head capacity, head length, flags, body length, entry id, CRC-32C of preamble and head
/// head, to capacity    see HeadCodec; the slack behind it lets a validation rewrite the head in place
/// body, in frames      up to 65,532 bytes of body and their CRC-32C; every frame but the last is full
/// </code>
/// </summary>
/// <remarks>
/// The body has a digest per frame rather than one for all of it: each is checked before its bytes leave, so that not one wrong byte
/// goes out, for a range too, and nothing has to be read twice. CRC-32C finds every error within 32 bits and any other but one in
/// 2^32; the processor computes it as fast as memory delivers. A cryptographic digest would guard against somebody who can write to the
/// directory, but he could write the digest as well. The frame's number and the entry's id seed it: a frame in another's place does not
/// pass.
/// </remarks>
internal static class EntryFormat
{
    public const int Revision = 1;
    public const int PreambleSize = 64;
    public const int FrameSize = StoreLimits.StepSize;
    public const int DigestSize = sizeof(uint);
    public const int FramePayload = FrameSize - DigestSize;

    /// <summary>Longest head that is believed; servers and clients stop at 32 KiB to 64 KiB of fields.</summary>
    public const int MaxHeadCapacity = 4 * 1024 * 1024;

    // A 304 replaces Date, Expires, ETag and their like by values of about the same length. What outgrows the slack is written anew.
    private const int MinSlack = 128;
    private const int CapacityStep = 512;

    /// <summary>The first eight bytes of every entry.</summary>
    public static ReadOnlySpan<byte> Magic => "\u0001GWENTRY"u8;

    /// <summary>How many bytes to set aside for a head.</summary>
    public static int CapacityFor(int headLength) =>
        ((PreambleSize + headLength + MinSlack + CapacityStep - 1) / CapacityStep * CapacityStep) - PreambleSize;

    /// <summary>Where the body begins.</summary>
    public static long BodyOffset(int headCapacity) => PreambleSize + headCapacity;

    /// <summary>How many bytes a body of that length takes, its digests included.</summary>
    public static long FramedLength(long bodyLength) => bodyLength + (DigestSize * FrameCount(bodyLength));

    /// <summary>How many frames a body of that length has.</summary>
    public static long FrameCount(long bodyLength) => (bodyLength + FramePayload - 1) / FramePayload;

    /// <summary>The digest of a frame.</summary>
    public static uint FrameDigest(ulong entryId, long frame, ReadOnlySpan<byte> payload) =>
        Digest(BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, entryId), (ulong)frame), payload);

    /// <summary>Continues a CRC-32C over bytes.</summary>
    public static uint Digest(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var single in bytes[(bytes.Length & ~7)..])
        {
            state = BitOperations.Crc32C(state, single);
        }

        return state;
    }
}
