using System.Security.Cryptography;

namespace Gateway.Benchmarks.Roles;

/// <summary>The bytes that the origin serves: the same for the same length in every process, and not the same everywhere.</summary>
internal static class Payload
{
    /// <summary>The largest body that is held in one piece.</summary>
    public const int LargestInMemory = 16 * 1024 * 1024;

    /// <summary>The block that bodies repeat. A prime length, so that a piece lost or doubled anywhere changes what follows.</summary>
    private static readonly byte[] Block = [.. Enumerable.Range(0, 65_521).Select(i => (byte)(((i * 31) + (i / 251)) % 256))];

    /// <summary>A body in one piece.</summary>
    /// <param name="length">Its length, at most <see cref="LargestInMemory"/>.</param>
    public static byte[] Of(int length)
    {
        var body = new byte[length];
        for (var offset = 0; offset < length; offset += Block.Length)
        {
            Block.AsSpan(0, Math.Min(Block.Length, length - offset)).CopyTo(body.AsSpan(offset));
        }

        return body;
    }

    /// <summary>A body in pieces, however long.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> PiecesOf(long length)
    {
        for (; length > 0; length -= Block.Length)
        {
            yield return Block.AsMemory(0, (int)Math.Min(Block.Length, length));
        }
    }

    /// <summary>The SHA-256 of a body, in hexadecimal.</summary>
    public static string DigestOf(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in PiecesOf(length))
        {
            hash.AppendData(piece.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
