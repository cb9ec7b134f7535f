using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>Whether a response to a request with <c>Authorization</c> may be shared.</summary>
public enum AuthorizationSharing
{
    /// <summary>Only when the response says so (RFC 9111 §3.5).</summary>
    Standard,

    /// <summary>Always: the gateway authorizes every request itself before the cache is asked.</summary>
    Shared,
}

/// <summary>What an operator may configure of the policy, for one repository. Immutable: a reload makes a new one.</summary>
public sealed record CachePolicyOptions
{
    /// <summary>Nothing configured: the RFCs alone.</summary>
    public static CachePolicyOptions Default { get; } = new();

    /// <summary>Whether a lifetime may be guessed from <c>Last-Modified</c> (RFC 9111 §4.2.2). Off by default.</summary>
    public bool Heuristic { get; init; }

    /// <summary>The guessed lifetime as a fraction of the time since <c>Last-Modified</c>; 0 to 1, by default the RFC's 10 %.</summary>
    public double HeuristicFraction { get; init; } = 0.1;

    /// <summary>How long a stale response may be served while it is revalidated, where the upstream says nothing (RFC 5861 §3).</summary>
    public TimeSpan StaleWhileRevalidate { get; init; }

    /// <summary>How long a stale response may be served when the upstream fails, where the upstream says nothing (RFC 5861 §4).</summary>
    public TimeSpan StaleIfError { get; init; }

    /// <summary>Lifetimes by status code, where the upstream gives none.</summary>
    public FrozenDictionary<int, TimeSpan> Lifetimes { get; init; } = FrozenDictionary<int, TimeSpan>.Empty;

    /// <summary>
    /// Whether <see cref="Lifetimes"/> replace what the upstream says of freshness: <c>s-maxage</c>, <c>max-age</c>, <c>Expires</c> and
    /// <c>no-cache</c>. <c>no-store</c> and <c>private</c> are obeyed all the same: they say whose the response is, not how long it lasts.
    /// </summary>
    public bool OverrideUpstream { get; init; }

    /// <summary>Whether a response to a request with <c>Authorization</c> may be shared.</summary>
    public AuthorizationSharing Authorization { get; init; } = AuthorizationSharing.Standard;

    /// <summary>Whether <c>Set-Cookie</c> is stored with the response, and so sent to everybody.</summary>
    public bool StoreSetCookie { get; init; }

    /// <summary>The longest body that is stored, in bytes.</summary>
    public long MaxObjectSize { get; init; } = long.MaxValue;

    /// <summary>Names of query parameters that the key leaves out; <c>*</c> at the end stands for any rest.</summary>
    public ImmutableArray<string> IgnoreQuery { get; init; } = [];

    /// <summary>Names of request fields whose values are part of the key.</summary>
    public ImmutableArray<string> KeyHeaders { get; init; } = [];
}
