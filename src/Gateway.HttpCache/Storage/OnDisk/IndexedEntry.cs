using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>What the index knows of an entry without opening its file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FileLength">Its file's length in bytes.</param>
/// <param name="ResponseTicks">When its response was received.</param>
/// <param name="Stale">True after a soft purge.</param>
/// <param name="Traits">What purges and listings choose by.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IndexedEntry(EntryName Name, long FileLength, long ResponseTicks, bool Stale, byte[] Traits)
{
    public static IndexedEntry Of(StoredResponse response, EntryName name, long fileLength, int scope) => new(
        name, fileLength, response.Head.ResponseTime.UtcTicks, response.MarkedStale, EntryTraits.Of(response, scope));
}

/// <summary>
/// The scope number, the tags' hashes and the beginning of the target in one small array: enough to answer almost every purge without
/// opening files that it does not cover, at about a hundred bytes to an entry.
/// </summary>
internal static class EntryTraits
{
    // Longer targets are cut; a prefix that goes further is then decided by the file.
    private const int MaxTarget = 128;
    private const int MaxTags = byte.MaxValue - 1;
    private const int TagsAt = sizeof(int) + 1;

    public static byte[] Of(StoredResponse response, int scope)
    {
        var tags = response.Tags.Length > MaxTags ? [] : response.Tags;
        var target = Encoding.UTF8.GetBytes(response.Key.Target).AsSpan();
        target = target[..Math.Min(target.Length, MaxTarget)];
        var traits = new byte[TagsAt + (tags.Length * sizeof(uint)) + target.Length];
        BinaryPrimitives.WriteInt32LittleEndian(traits, scope);
        traits[sizeof(int)] = response.Tags.Length > MaxTags ? byte.MaxValue : (byte)tags.Length;
        for (var i = 0; i < tags.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(traits.AsSpan(TagsAt + (i * sizeof(uint))), TagHash(tags[i]));
        }

        target.CopyTo(traits.AsSpan(traits.Length - target.Length));
        return traits;
    }

    public static int ScopeOf(byte[] traits) => BinaryPrimitives.ReadInt32LittleEndian(traits);

    /// <summary>False when the target certainly does not begin so.</summary>
    public static bool MayBegin(byte[] traits, ReadOnlySpan<byte> prefix)
    {
        var count = traits[sizeof(int)] == byte.MaxValue ? 0 : traits[sizeof(int)];
        var target = traits.AsSpan(TagsAt + (count * sizeof(uint)));
        return target.StartsWith(prefix) || (target.Length == MaxTarget && prefix.StartsWith(target));
    }

    /// <summary>False when the entry certainly does not carry the tag.</summary>
    public static bool MayCarry(byte[] traits, uint tagHash)
    {
        if (traits[sizeof(int)] == byte.MaxValue)
        {
            return true;
        }

        for (var i = 0; i < traits[sizeof(int)]; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(traits.AsSpan(TagsAt + (i * sizeof(uint)))) == tagHash)
            {
                return true;
            }
        }

        return false;
    }

    public static uint TagHash(string tag) => EntryFormat.Digest(uint.MaxValue, Encoding.UTF8.GetBytes(tag));
}
