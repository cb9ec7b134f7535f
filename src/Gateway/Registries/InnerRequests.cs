using Gateway.Environments;
using Gateway.Errors;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>Sends requests of the gateway's own the way of a client's, from the meaning of a path on, the cache included.</summary>
internal sealed class InnerRequests(IServiceProvider services)
{
    private RequestDelegate? _stages;

    /// <summary>Gives it the stages from the meaning of a path on.</summary>
    public void Use(RequestDelegate stages) => _stages = stages;

    /// <summary>Makes a GET. Its answer goes nowhere, unless another body takes the place of the one that it has.</summary>
    /// <param name="request">Where it goes, in a repository.</param>
    /// <param name="headers">Its fields, but for Host.</param>
    /// <param name="cancellationToken">Ends it, as the client's leaving would.</param>
    public DefaultHttpContext ContextFor(GatewayRequest request, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (!request.FindMount(HttpMethods.Get))
        {
            throw new ArgumentException(
                $"Nothing is mounted at {request.Target.Value}; ask for what lies in a repository.", nameof(request));
        }

        headers.Host = request.Host;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = request.Scheme,
            Protocol = HttpProtocol.Http11,
            Path = "/",
            RawTarget = request.Target.Value,
            Headers = headers,
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime(cancellationToken));
        features.Set(request);
        features.Set<IErrorAudience>(request);
        features.Set(new RequestRecord());
        var context = new DefaultHttpContext(features) { RequestServices = services };
        context.SetEndpoint(request.Published.Endpoints[request.Mount!.Index]);
        return context;
    }

    /// <summary>Sends it. What went wrong is left as a <see cref="GatewayError"/>, or has aborted the request.</summary>
    public async Task SendAsync(HttpContext context)
    {
        using var lifetime = (Lifetime)context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        await _stages!(context);
    }

    /// <summary>Lets the answer be broken off, as a connection would be.</summary>
    private sealed class Lifetime : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _source;

        public Lifetime(CancellationToken cancellationToken)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            RequestAborted = _source.Token;
        }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _source.Cancel();

        // Who caused the request may stay for hours, and would keep hold of it.
        public void Dispose() => _source.Dispose();
    }
}
