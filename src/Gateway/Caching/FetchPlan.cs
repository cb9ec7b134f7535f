using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries;

namespace Gateway.Caching;

/// <summary>What a fetch is for.</summary>
/// <param name="Key">The key whose entry it makes or confirms.</param>
/// <param name="Stored">The variants stored under the key when it began, whose validators it sends; empty when it is to send none.</param>
/// <param name="Selected">The entry to be confirmed, or null.</param>
/// <param name="Meaning">What the path means to the repository's format.</param>
/// <param name="Policy">The repository's policy.</param>
internal sealed record FetchPlan(
    CacheKey Key, IReadOnlyList<StoredResponse> Stored, StoredResponse? Selected, RequestMeaning Meaning, CachePolicyOptions Policy)
{
    /// <summary>The part of the representation that it is for; null when it is for the whole.</summary>
    public PartPlan? Part { get; init; }

    /// <summary>Whether no client waits for it, so that none's wishes (<c>only-if-cached</c>, <c>no-cache</c>) go with it.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Whether it asks for a confirmation of what is stored.</summary>
    public bool IsConditional => Stored.Count > 0 || Selected is not null;
}

/// <summary>What a fetch of a range is for.</summary>
/// <param name="Stored">A stored part of the same resource, with which the received one may be combined (RFC 9111 §3.4); or null.</param>
/// <param name="LongestWhole">
/// A representation up to that length, in bytes, is fetched whole in the background, so that the part itself is not worth storing.
/// </param>
/// <param name="MayStore">False when the whole is on its way already: a part must not take its place.</param>
internal sealed record PartPlan(StoredResponse? Stored, long LongestWhole, bool MayStore);
