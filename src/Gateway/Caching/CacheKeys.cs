using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries;

namespace Gateway.Caching;

/// <summary>Makes the primary key of a request.</summary>
internal static class CacheKeys
{
    /// <summary>The key of a request.</summary>
    /// <param name="request">What the first stages found.</param>
    /// <param name="meaning">What the path means.</param>
    /// <param name="headers">The request's fields, for those that the configuration adds to the key.</param>
    /// <param name="policy">The repository's policy.</param>
    public static CacheKey Of(GatewayRequest request, RequestMeaning meaning, IHeaderDictionary headers, CachePolicyOptions policy)
    {
        var mount = request.Mount!;
        var target = string.Concat(mount.Options.Path, meaning.CanonicalTarget);
        return new CacheKey(
            request.Environment.Name,
            mount.Name,
            AuthorityOf(meaning, request),
            policy.IgnoreQuery.IsEmpty ? target : QueryFilter.Without(target, policy.IgnoreQuery),
            policy.KeyHeaders.IsEmpty ? [] : ExtraOf(headers, policy.KeyHeaders));
    }

    /// <summary>
    /// What never changes, and all of a Go repository, is the same under every name of the gateway. Other documents carry absolute URLs,
    /// which are made from the authority that the client used; and what a generic upstream makes of <c>X-Forwarded-Host</c> nobody knows.
    /// </summary>
    private static string AuthorityOf(RequestMeaning meaning, GatewayRequest request) =>
        meaning.Format == RepositoryFormat.Go || meaning.CacheClass == CacheClass.Immutable
            ? ""
            : string.Concat(request.Scheme, "://", request.Host.ToLowerInvariant());

    private static ImmutableArray<string> ExtraOf(IHeaderDictionary headers, ImmutableArray<string> names) =>
        [.. names.Select(name => $"{name.ToLowerInvariant()}: {headers[name]}")];
}
