using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// The name of an entry: hashes of its key and of its selecting fields, and its identity. The file system finds all variants of a key
/// by the beginning, an index by the hash, and nothing that a client sent becomes part of a path. SHA-256, cut: clients choose the
/// targets, and must not be able to choose two that meet. Where they do meet, the key in the file decides; it is a miss.
/// </summary>
/// <param name="Key">Hash of the primary key.</param>
/// <param name="Selecting">Hash of the selecting fields.</param>
/// <param name="Id">The entry's identity.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EntryName(UInt128 Key, ulong Selecting, ulong Id)
{
    /// <summary>
    /// How many folders the entries are spread over: a few thousand files in each of a large store, few folders in a small one.
    /// </summary>
    public const int FolderCount = 64;

    private static readonly SearchValues<char> Permitted = SearchValues.Create("0123456789abcdef-");

    private const int KeyDigits = 32;
    private const int NumberDigits = 16;
    private const int Length = KeyDigits + 1 + NumberDigits + 1 + NumberDigits;

    /// <summary>Which folder it lies in.</summary>
    public int Folder => FolderOf(Key);

    /// <summary>What the names of all variants of the key begin with.</summary>
    public string Beginning => BeginningOf(Key);

    public static int FolderOf(UInt128 key) => (int)(key % FolderCount);

    public static string BeginningOf(UInt128 key) => key.ToString("x32", CultureInfo.InvariantCulture) + "-";

    public static EntryName Of(StoredResponse response) =>
        new(HashOf(response.Key), HashOf(response.Selecting), response.Id.Value);

    public static UInt128 HashOf(CacheKey key) => key.Digest(static key =>
    {
        var bytes = new ByteWriter();
        HeadCodec.EncodeKey(bytes, key);
        return Hash(bytes.Written);
    });

    public static ulong HashOf(System.Collections.Immutable.ImmutableArray<SelectingField> selecting)
    {
        if (selecting.IsDefaultOrEmpty)
        {
            return 0;
        }

        var bytes = new ByteWriter();
        HeadCodec.EncodeSelecting(bytes, selecting);
        return (ulong)Hash(bytes.Written);
    }

    /// <summary>Reads a file's name; null when it is not an entry's.</summary>
    public static EntryName? Parse(ReadOnlySpan<char> name)
    {
        const int afterKey = KeyDigits + 1;
        const int afterSelecting = afterKey + NumberDigits + 1;
        if (name.Length != Length || name[KeyDigits] != '-' || name[afterSelecting - 1] != '-'
            || name.ContainsAnyExcept(Permitted)
            || !UInt128.TryParse(name[..KeyDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            || !TryNumber(name.Slice(afterKey, NumberDigits), out var selecting)
            || !TryNumber(name[afterSelecting..], out var id))
        {
            return null;
        }

        return new EntryName(key, selecting, id);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key:x32}-{Selecting:x16}-{Id:x16}");

    private static bool TryNumber(ReadOnlySpan<char> digits, out ulong number) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    private static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
