using System.Buffers.Binary;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>The header block of an entry's file: preamble and head, under one checksum.</summary>
/// <param name="Response">The entry.</param>
/// <param name="Capacity">How many bytes are set aside for the head.</param>
internal sealed record HeadBlock(StoredResponse Response, int Capacity)
{
    // Offsets within the preamble; the rest of its 64 bytes is zero.
    private const int RevisionAt = 8;
    private const int CapacityAt = 12;
    private const int HeadLengthAt = 16;
    private const int FlagsAt = 20;
    private const int BodyLengthAt = 24;
    private const int IdAt = 32;
    private const int ChecksumAt = 40;
    private const int StaleFlag = 1;

    /// <summary>How many bytes its file has.</summary>
    public long FileLength => BodyOffset + EntryFormat.FramedLength(Response.BodyLength);

    /// <summary>Where its body begins.</summary>
    public long BodyOffset => EntryFormat.BodyOffset(Capacity);

    /// <summary>The block as it is written, without the slack.</summary>
    public byte[] ToBytes(byte[] head)
    {
        var bytes = new byte[EntryFormat.PreambleSize + head.Length];
        EntryFormat.Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(RevisionAt), EntryFormat.Revision);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(CapacityAt), Capacity);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeadLengthAt), head.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(FlagsAt), Response.MarkedStale ? StaleFlag : 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(BodyLengthAt), Response.BodyLength);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(IdAt), Response.Id.Value);
        head.CopyTo(bytes.AsSpan(EntryFormat.PreambleSize));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum(bytes));
        return bytes;
    }

    /// <summary>How long the head is that follows a preamble; null when it is not the preamble of this format.</summary>
    public static int? HeadLength(ReadOnlySpan<byte> preamble)
    {
        if (preamble.Length < EntryFormat.PreambleSize
            || !preamble.StartsWith(EntryFormat.Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(preamble[RevisionAt..]) != EntryFormat.Revision)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(preamble[HeadLengthAt..]);
        var capacity = BinaryPrimitives.ReadInt32LittleEndian(preamble[CapacityAt..]);
        return length >= 0 && length <= capacity && capacity <= EntryFormat.MaxHeadCapacity ? length : null;
    }

    /// <summary>Reads a block.</summary>
    /// <param name="bytes">The block; what follows the head in it is not looked at.</param>
    /// <param name="damage">What is wrong when the result is null.</param>
    public static HeadBlock? Parse(ReadOnlySpan<byte> bytes, out EntryDamage damage)
    {
        damage = EntryDamage.Format;
        if (HeadLength(bytes) is not { } length)
        {
            return null;
        }

        damage = EntryDamage.Length;
        if (bytes.Length < EntryFormat.PreambleSize + length)
        {
            return null;
        }

        damage = EntryDamage.Head;
        var block = bytes[..(EntryFormat.PreambleSize + length)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[ChecksumAt..]) != Checksum(block))
        {
            return null;
        }

        var response = HeadCodec.Decode(
            block[EntryFormat.PreambleSize..],
            new EntryId(BinaryPrimitives.ReadUInt64LittleEndian(block[IdAt..])),
            BinaryPrimitives.ReadInt64LittleEndian(block[BodyLengthAt..]),
            (BinaryPrimitives.ReadInt32LittleEndian(block[FlagsAt..]) & StaleFlag) != 0);
        return response is null ? null : new HeadBlock(response, BinaryPrimitives.ReadInt32LittleEndian(block[CapacityAt..]));
    }

    // Over everything but the checksum itself, the unused bytes of the preamble included.
    private static uint Checksum(ReadOnlySpan<byte> block) => EntryFormat.Digest(
        EntryFormat.Digest(uint.MaxValue, block[..ChecksumAt]), block[(ChecksumAt + sizeof(uint))..]);
}
