using System.Collections.Immutable;

namespace Gateway.HttpCache;

/// <summary>
/// The primary key of a cached response (RFC 9111 §2): what names the resource before <c>Vary</c> picks among its variants.
/// The parts are compared one by one, so two different requests can never share a key, whatever characters they hold;
/// the method is not part of it, since only GET responses are stored.
/// </summary>
/// <param name="Environment">The environment that asked. Environments never share an entry.</param>
/// <param name="Repository">The repository, so that an operator can list and purge by it.</param>
/// <param name="Authority">Scheme and authority as the client named them (<c>https://modules.example.com</c>), lower case,
/// or empty where the configuration says that the answer does not depend on them.</param>
/// <param name="Target">Path and query, byte for byte as sent, from the host's root (the mount included).</param>
/// <param name="Extra">Values of the header fields that the configuration adds to the key, each as <c>name: value</c>, in the configured
/// order.</param>
public sealed record CacheKey(string Environment, string Repository, string Authority, string Target, ImmutableArray<string> Extra)
{
    private int _hash;
    private DigestBox? _digest;

    // A copy made by "with" has other parts, so it must not inherit the hash.
    private CacheKey(CacheKey original)
    {
        Environment = original.Environment;
        Repository = original.Repository;
        Authority = original.Authority;
        Target = original.Target;
        Extra = original.Extra;
    }

    /// <inheritdoc/>
    public bool Equals(CacheKey? other) =>
        other is not null
        && string.Equals(Target, other.Target, StringComparison.Ordinal)
        && string.Equals(Environment, other.Environment, StringComparison.Ordinal)
        && string.Equals(Repository, other.Repository, StringComparison.Ordinal)
        && string.Equals(Authority, other.Authority, StringComparison.Ordinal)
        && Extra.AsSpan().SequenceEqual(other.Extra.AsSpan());

    // A key is looked up several times on the way of one request; zero, not yet computed, is computed each time when it is the hash.
    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = Hash();

    /// <summary>A long hash of the key, made by the given function at the first call and kept with the key.</summary>
    /// <param name="make">Makes it; the same function for all callers.</param>
    internal UInt128 Digest(Func<CacheKey, UInt128> make) => (_digest ??= new DigestBox(make(this))).Value;

    private int Hash()
    {
        var hash = default(HashCode);
        hash.Add(Target, StringComparer.Ordinal);
        hash.Add(Environment, StringComparer.Ordinal);
        hash.Add(Repository, StringComparer.Ordinal);
        hash.Add(Authority, StringComparer.Ordinal);
        foreach (var value in Extra)
        {
            // Clients choose these values; were they left out, whoever sends many would have all keys of a target in one bucket.
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    // A reference is written at once, sixteen bytes are not.
    private sealed record DigestBox(UInt128 Value);
}
