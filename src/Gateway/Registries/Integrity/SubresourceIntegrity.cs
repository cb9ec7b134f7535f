using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Gateway.Registries.Integrity;

/// <summary>
/// What the bytes of an artifact must hash to, as <c>dist.integrity</c> and <c>pacote-integrity</c> say it (W3C Subresource Integrity):
/// one or more <c>ALGORITHM-BASE64[?OPTIONS]</c>. The strongest algorithm counts, and any one of its hashes suffices.
/// </summary>
internal sealed class SubresourceIntegrity
{
    /// <summary>By strength. SHA-1 is what packages from before 2017 have and nothing else; it still tells a damaged transfer.</summary>
    private static readonly ImmutableArray<(string Word, string? Field, HashAlgorithmName Name, int Length)> Algorithms =
    [
        ("sha512", "sha-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes),
        ("sha384", null, HashAlgorithmName.SHA384, SHA384.HashSizeInBytes),
        ("sha256", "sha-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
        ("sha1", "sha", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
    ];

    private readonly ImmutableArray<byte[]> _hashes;

    private SubresourceIntegrity(HashAlgorithmName algorithm, ImmutableArray<byte[]> hashes) => (Algorithm, _hashes) = (algorithm, hashes);

    /// <summary>The algorithm that counts.</summary>
    public HashAlgorithmName Algorithm { get; }

    /// <summary>
    /// Reads the text; null where it holds no hash of an algorithm that is known. Parts that cannot be read are passed over.
    /// </summary>
    public static SubresourceIntegrity? Parse(string? text)
    {
        var parts = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var (word, _, name, length) in Algorithms)
        {
            var hashes = ImmutableArray.CreateBuilder<byte[]>();
            foreach (var part in parts)
            {
                if (TryReadHash(part, word, length) is { } hash)
                {
                    hashes.Add(hash);
                }
            }

            if (hashes.Count > 0)
            {
                return new SubresourceIntegrity(name, hashes.DrainToImmutable());
            }
        }

        return null;
    }

    /// <summary>The integrity of bytes that have that hash.</summary>
    public static SubresourceIntegrity Of(HashAlgorithmName algorithm, byte[] hash) => new(algorithm, [hash]);

    /// <summary>The integrity that npm's old <c>dist.shasum</c> stands for: SHA-1 in hexadecimal. Null where it is none.</summary>
    public static SubresourceIntegrity? OfShasum(string? shasum) =>
        shasum is { Length: 2 * SHA1.HashSizeInBytes } && shasum.All(char.IsAsciiHexDigit)
            ? Of(HashAlgorithmName.SHA1, Convert.FromHexString(shasum))
            : null;

    /// <summary>Whether bytes with that hash, by <see cref="Algorithm"/>, are those meant.</summary>
    public bool Accepts(ReadOnlySpan<byte> hash)
    {
        foreach (var expected in _hashes)
        {
            if (hash.SequenceEqual(expected))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether what is known of an artifact is what is meant; null where the two speak of different algorithms, so that only the bytes
    /// can tell.
    /// </summary>
    /// <param name="known">The one hash that the artifact has.</param>
    public bool? Accepts(SubresourceIntegrity known) =>
        known.Algorithm == Algorithm && known._hashes.Length == 1 ? Accepts(known._hashes[0]) : null;

    /// <summary>
    /// As <c>Repr-Digest</c> (RFC 9530 §3); null where no single hash is known, or the algorithm has no name there. SHA-1 has one that is
    /// deprecated: old packages have nothing else.
    /// </summary>
    public string? ToField() =>
        _hashes.Length == 1 && Algorithms.First(algorithm => algorithm.Name == Algorithm).Field is { } field
            ? $"{field}=:{Convert.ToBase64String(_hashes[0])}:"
            : null;

    /// <summary>Reads what <see cref="ToField"/> has written; null where it is something else.</summary>
    public static SubresourceIntegrity? OfField(string? text)
    {
        foreach (var (_, field, name, length) in Algorithms)
        {
            if (field is not null && text is not null && text.StartsWith(field, StringComparison.Ordinal)
                && text.AsSpan(field.Length) is ['=', ':', .. var value, ':'])
            {
                return ReadHash(value, length) is { } hash ? Of(name, hash) : null;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(' ', _hashes.Select(hash => $"{Algorithm.Name!.ToLowerInvariant()}-{Convert.ToBase64String(hash)}"));

    private static byte[]? TryReadHash(string part, string algorithm, int length)
    {
        if (part.Length <= algorithm.Length || part[algorithm.Length] != '-'
            || !part.StartsWith(algorithm, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var value = part.AsSpan(algorithm.Length + 1);
        var options = value.IndexOf('?');
        value = options < 0 ? value : value[..options];
        return ReadHash(value, length);
    }

    private static byte[]? ReadHash(ReadOnlySpan<char> value, int length)
    {
        var hash = new byte[length];
        return Convert.TryFromBase64Chars(value, hash, out var written) && written == length ? hash : null;
    }
}
