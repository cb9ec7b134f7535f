using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy;

/// <summary>Where a freshness lifetime comes from (RFC 9111 §4.2.1).</summary>
public enum LifetimeSource
{
    /// <summary>There is none: the response is stale from the start.</summary>
    None,

    /// <summary><c>s-maxage</c>.</summary>
    SharedMaxAge,

    /// <summary><c>max-age</c>.</summary>
    MaxAge,

    /// <summary><c>Expires</c>.</summary>
    Expires,

    /// <summary>The operator's <see cref="CachePolicyOptions.Lifetimes"/>.</summary>
    Configured,

    /// <summary>Guessed from <c>Last-Modified</c> (§4.2.2).</summary>
    Heuristic,
}

/// <summary>How long a response is fresh, counted from its generation.</summary>
/// <param name="Duration">The lifetime; never negative.</param>
/// <param name="Source">Where it comes from.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Lifetime(TimeSpan Duration, LifetimeSource Source)
{
    /// <summary>No lifetime.</summary>
    public static Lifetime None => default;
}

/// <summary>Age against lifetime at one moment.</summary>
/// <param name="Age">The current age (RFC 9111 §4.2.3).</param>
/// <param name="Lifetime">The freshness lifetime.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FreshnessState(TimeSpan Age, Lifetime Lifetime)
{
    /// <summary>What is left of the lifetime; negative when stale.</summary>
    public TimeSpan TimeToLive => Lifetime.Duration - Age;

    /// <summary>Whether the lifetime exceeds the age (§4.2).</summary>
    public bool IsFresh => Lifetime.Duration > Age;

    /// <summary>For how long the response has been stale; zero while it is fresh.</summary>
    public TimeSpan Staleness => IsFresh ? TimeSpan.Zero : Age - Lifetime.Duration;
}
