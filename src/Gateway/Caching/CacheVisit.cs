using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries;

namespace Gateway.Caching;

/// <summary>A request at the cache: what its handling needs, found once.</summary>
/// <param name="Context">The client's own context.</param>
/// <param name="Request">What the first stages found.</param>
/// <param name="Meaning">What the path means.</param>
/// <param name="Policy">The repository's policy.</param>
/// <param name="Client">What the request says that concerns a cache.</param>
/// <param name="Key">Its primary key.</param>
/// <param name="Rest">The rest of the pipeline.</param>
internal sealed record CacheVisit(
    HttpContext Context, GatewayRequest Request, RequestMeaning Meaning, CachePolicyOptions Policy, CacheRequest Client, CacheKey Key,
        RequestDelegate Rest)
{
    /// <summary>
    /// Why a fetch for the cache cannot serve this request, or null. One for a range wants a part of what may be large, a HEAD wants
    /// no body at all, and what must not be stored needs no entry: they go upstream as they are.
    /// </summary>
    public StoreRefusal? Unfetchable =>
        !Client.IsGet ? StoreRefusal.Method
        : Client.HasRange ? StoreRefusal.PartialContent
        : Meaning.CacheClass == CacheClass.Never ? StoreRefusal.RepositoryFormat
        : Client.Directives.NoStore ? StoreRefusal.RequestNoStore
        : null;
}
