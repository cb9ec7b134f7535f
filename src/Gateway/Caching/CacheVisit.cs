using System.Collections.Immutable;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.Registries;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>A request at the cache: what its handling needs, found once.</summary>
internal sealed class CacheVisit
{
    /// <summary>Reads a request.</summary>
    /// <param name="context">The client's own context.</param>
    /// <param name="rest">The rest of the pipeline.</param>
    public CacheVisit(HttpContext context, RequestDelegate rest)
    {
        Context = context;
        Rest = rest;
        Request = context.Features.GetRequiredFeature<GatewayRequest>();
        Meaning = context.Features.GetRequiredFeature<IRequestMeaningFeature>().Meaning;
        var rules = Request.Published.Snapshot.Part<CacheRules>().Of(Request.Mount!);
        Policy = rules.PolicyOf(Meaning.CacheClass);
        Tally = rules.Tally;
        var fields = new RequestFields(context.Request.Headers);
        Client = CacheRequest.Of(context.Request.Method, fields, HasContent(context));
        Key = CacheKeys.Of(Request, Meaning, fields, Policy);
    }

    /// <summary>The client's own context.</summary>
    public HttpContext Context { get; }

    /// <summary>The rest of the pipeline.</summary>
    public RequestDelegate Rest { get; }

    /// <summary>What the first stages found.</summary>
    public GatewayRequest Request { get; }

    /// <summary>What the path means.</summary>
    public RequestMeaning Meaning { get; }

    /// <summary>The policy for that kind of resource of the repository.</summary>
    public CachePolicyOptions Policy { get; }

    /// <summary>Counts what becomes of the repository's requests.</summary>
    public CacheTally Tally { get; }

    /// <summary>What the request says that concerns a cache.</summary>
    public CacheRequest Client { get; }

    /// <summary>Its primary key.</summary>
    public CacheKey Key { get; private set; }

    /// <summary>
    /// Whose answers a client's are alike, as far as credentials go (RFC 9111 §3.5): those of the same credential where the upstream
    /// decides by it, otherwise those of all that have one, or of all that have none.
    /// </summary>
    public string Credential => OwnCredential.Length > 0 ? OwnCredential : Client.HasAuthorization ? "any" : "";

    /// <summary>
    /// What else tells two fetches of one key apart: the request fields that its answers vary by, and, where the upstream decides by the
    /// client's credential, that credential. What the upstream gave one client is not yet given to another.
    /// </summary>
    /// <param name="stored">The variants stored under the key.</param>
    public string VariantOf(IReadOnlyList<StoredResponse> stored) => VariantText.Of(stored, Client.Fields) + OwnCredential;

    /// <inheritdoc cref="VariantOf(IReadOnlyList{StoredResponse})"/>
    /// <param name="selecting">The fields that an answer varies by.</param>
    public string VariantOf(ImmutableArray<SelectingField> selecting) => VariantText.Of(selecting, Client.Fields) + OwnCredential;

    /// <summary>Why the last answer to such a request could not be stored; null when nothing is known against it.</summary>
    public StoreRefusal? Remembered { get; private set; }

    /// <summary>Why the cache has no part in the request at all, or null.</summary>
    public StoreRefusal? Refusal =>
        !Client.IsGetOrHead ? StoreRefusal.Method
        : Client.HasContent ? StoreRefusal.RequestContent
        : Context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && OffersProtocol ? StoreRefusal.Upgrade
        : null;

    /// <summary>
    /// Why a fetch for the cache cannot serve the request, which nothing stored can answer; null where one can. A HEAD wants no body, and
    /// what must not be stored needs no entry: they go upstream as they are.
    /// </summary>
    public StoreRefusal? Unfetchable =>
        !Client.IsGet ? StoreRefusal.Method
        : Meaning.CacheClass == CacheClass.Never ? StoreRefusal.RepositoryFormat
        : Client.Directives.NoStore ? StoreRefusal.RequestNoStore
        : null;

    /// <summary>Takes over what is remembered of such requests.</summary>
    /// <param name="key">The key, equal to this request's.</param>
    /// <param name="reason">Why the last answer could not be stored.</param>
    public void Recalled(CacheKey key, StoreRefusal reason) => (Key, Remembered) = (key, reason);

    private static bool HasContent(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength > 0;

    /// <summary>
    /// Whether the other protocol is one that is passed on. Clients that would like HTTP/2 over plain text (<c>h2c</c>) offer that with
    /// each request, and nobody takes it up.
    /// </summary>
    private bool OffersProtocol
    {
        get
        {
            var offered = Context.Request.Headers.Upgrade.ToString();
            return offered.Equals("websocket", StringComparison.OrdinalIgnoreCase)
                || offered.StartsWith("SPDY/", StringComparison.OrdinalIgnoreCase);
        }
    }

    private string OwnCredential =>
        Client.HasAuthorization && Request.Mount!.Options.PassAuthorization ? $"authorization={Context.Request.Headers.Authorization}" : "";
}
