using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries;

namespace Gateway.Caching;

/// <summary>What a fetch is for.</summary>
/// <param name="Key">The key whose entry it makes or confirms.</param>
/// <param name="Stored">The variants stored under the key when it began.</param>
/// <param name="Selected">The entry to be confirmed, or null.</param>
/// <param name="Meaning">What the path means to the repository's format.</param>
/// <param name="Policy">The repository's policy.</param>
internal sealed record FetchPlan(
    CacheKey Key, IReadOnlyList<StoredResponse> Stored, StoredResponse? Selected, RequestMeaning Meaning, CachePolicyOptions Policy);
