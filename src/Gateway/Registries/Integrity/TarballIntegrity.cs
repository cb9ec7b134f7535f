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

    /// <summary>Checks all bytes taken since the beginning, or since the last call.</summary>
    /// <exception cref="IntegrityException">They are not those expected.</exception>
    public void Verify()
    {
        var hash = _hash.GetHashAndReset();
        if (!_expected.Accepts(hash))
        {
            throw new IntegrityException(_expected, SubresourceIntegrity.Of(_expected.Algorithm, hash));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

/// <summary>
/// The bytes of an artifact are not those that its registry or its client expects. They may neither be stored nor served.
/// </summary>
/// <param name="expected">What they must hash to.</param>
/// <param name="actual">What they hash to.</param>
internal sealed class IntegrityException(SubresourceIntegrity expected, SubresourceIntegrity actual)
    : IOException($"It must hash to {expected} and hashes to {actual}.");
