using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;

namespace Gateway.Caching;

/// <summary>Makes the primary key of a request.</summary>
internal static class CacheKeys
{
    /// <summary>The key of a request.</summary>
    /// <param name="request">What the first stages found.</param>
    /// <param name="headers">The request's fields, for those that the configuration adds to the key.</param>
    /// <param name="policy">The repository's policy.</param>
    public static CacheKey Of(GatewayRequest request, IHeaderDictionary headers, CachePolicyOptions policy)
    {
        var mount = request.Mount!;
        return new CacheKey(
            request.Environment.Name,
            mount.Name,
            AuthorityOf(mount.Options.Format, request),
            policy.IgnoreQuery.IsEmpty ? request.Target.Value : QueryFilter.Without(request.Target.Value, policy.IgnoreQuery),
            policy.KeyHeaders.IsEmpty ? [] : ExtraOf(headers, policy.KeyHeaders));
    }

    /// <summary>
    /// A Go module is the same under every name of the gateway. The documents of the other formats carry absolute URLs, which are
    /// made from the authority that the client used; and what a generic upstream makes of <c>X-Forwarded-Host</c> nobody knows.
    /// </summary>
    private static string AuthorityOf(RepositoryFormat format, GatewayRequest request) =>
        format == RepositoryFormat.Go ? "" : string.Concat(request.Scheme, "://", request.Host.ToLowerInvariant());

    private static ImmutableArray<string> ExtraOf(IHeaderDictionary headers, ImmutableArray<string> names) =>
        [.. names.Select(name => $"{name.ToLowerInvariant()}: {headers[name]}")];
}
