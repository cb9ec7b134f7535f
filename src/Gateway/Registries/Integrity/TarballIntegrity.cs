using System.Security.Cryptography;

namespace Gateway.Registries.Integrity;

/// <summary>Checks an artifact while its bytes pass.</summary>
internal sealed class TarballIntegrity : IDisposable
{
    private readonly SubresourceIntegrity _expected;
    private readonly IncrementalHash _hash;

    /// <summary>Begins a check.</summary>
    public TarballIntegrity(SubresourceIntegrity expected)
    {
        _expected = expected;
        _hash = IncrementalHash.CreateHash(expected.Algorithm);
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether all bytes taken since the beginning, or since the last call, are those expected.</summary>
    public bool IsIntact()
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var length = _hash.GetHashAndReset(hash);
        return _expected.Accepts(hash[..length]);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

/// <summary>
/// The bytes of an artifact are not those that its registry or its client expects. They may neither be stored nor served.
/// </summary>
internal sealed class IntegrityException() : IOException("The bytes of the artifact do not have the hash that is expected of them.");
