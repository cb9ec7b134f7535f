using System.Net;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>Asks for URLs as a client would, so that they are in the cache when a client comes. Nothing is sent to anybody.</summary>
internal sealed class CacheWarming(GatewayState state, IServiceProvider services)
{
    /// <summary>How many URLs are asked for at once: enough to hide an upstream's latency, too few to be a load of its own.</summary>
    private const int AtOnce = 4;

    private RequestDelegate? _stages;

    /// <summary>Gives it the stages from the meaning of a path on.</summary>
    public void Use(RequestDelegate stages) => _stages = stages;

    /// <summary>Asks for every URL, and waits until each has been answered to its end.</summary>
    /// <returns>What came of each URL, in their order.</returns>
    public async Task<IReadOnlyList<WarmedUrl>> WarmAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        var results = new WarmedUrl[urls.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, urls.Count, options, async (index, token) => results[index] = await WarmAsync(urls[index], token));
        return results;
    }

    private async Task<WarmedUrl> WarmAsync(string url, CancellationToken cancellationToken)
    {
        var published = state.Current;
        if (CacheAddress.Read(url, published.Snapshot, out var address) is { } fault)
        {
            return new WarmedUrl(url, Status: null, Cache: null, fault);
        }

        var context = ContextFor(address!, published, cancellationToken);
        await _stages!(context);
        var error = context.Features.Get<GatewayError>();
        return new WarmedUrl(
            url,
            error?.Code.Status ?? context.Response.StatusCode,
            context.Features.Get<RequestRecord>()!.CacheStatus,
            error?.Detail ?? (context.RequestAborted.IsCancellationRequested ? "The upstream broke the connection in its answer." : null));
    }

    private DefaultHttpContext ContextFor(CacheAddress address, PublishedSnapshot published, CancellationToken cancellationToken)
    {
        var request = new GatewayRequest
        {
            Published = published,
            Environment = address.Environment,
            Target = address.Target,
            Scheme = address.Scheme,
            Host = address.Host,
            Client = ForwardedChain.Walk(IPAddress.Loopback, null, published.Snapshot.TrustedProxies),
        };
        request.FindMount(HttpMethods.Get);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = address.Scheme,
            Protocol = HttpProtocol.Http11,
            Path = "/",
            RawTarget = address.Target.Value,
            Headers = new HeaderDictionary { ["Host"] = address.Host, ["Accept"] = "*/*" },
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime(cancellationToken));
        features.Set(request);
        features.Set<IErrorAudience>(request);
        features.Set(new RequestRecord());
        var context = new DefaultHttpContext(features) { RequestServices = services };
        context.SetEndpoint(published.Endpoints[address.Mount.Index]);
        return context;
    }

    /// <summary>Lets the answer be broken off, as a connection would be.</summary>
    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource _source;

        public Lifetime(CancellationToken cancellationToken)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            RequestAborted = _source.Token;
        }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _source.Cancel();
    }
}

/// <summary>What came of warming one URL.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Status">The status code of the answer; null when it was not asked for.</param>
/// <param name="Cache">The word of <c>X-Cache-Status</c>.</param>
/// <param name="Error">Why it did not succeed, or null.</param>
internal sealed record WarmedUrl(string Url, int? Status, string? Cache, string? Error);
