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

    private int Hash() =>
        HashCode.Combine(
            string.GetHashCode(Target, StringComparison.Ordinal),
            string.GetHashCode(Environment, StringComparison.Ordinal),
            string.GetHashCode(Authority, StringComparison.Ordinal),
            Extra.Length);
}
