using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>
/// Makes the context on which the rest of the pipeline runs for a fetch. It shares nothing with the client's own, which the server
/// takes back the moment the client is gone.
/// </summary>
internal static class DetachedRequest
{
    /// <summary>Copies what a fetch needs of a client's request.</summary>
    /// <param name="client">The request that causes the fetch; touched only during this call.</param>
    /// <param name="response">Takes the answer.</param>
    /// <param name="record">Takes what the stages below write down.</param>
    /// <param name="services">The application's services.</param>
    public static HttpContext From(HttpContext client, DetachedResponse response, RequestRecord record, IServiceProvider services)
    {
        var original = client.Features.GetRequiredFeature<IHttpRequestFeature>();
        var headers = new HeaderDictionary(original.Headers.Count);
        foreach (var field in original.Headers)
        {
            headers[field.Key] = field.Value;
        }

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = original.Scheme,
            Protocol = original.Protocol,
            PathBase = original.PathBase,
            Path = original.Path,
            QueryString = original.QueryString,
            RawTarget = original.RawTarget,
            Headers = headers,
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set<IHttpRequestLifetimeFeature>(response);
        features.Set<IHttpRequestBodyDetectionFeature>(NoBody.Instance);
        features.Set(client.Features.GetRequiredFeature<GatewayRequest>());
        features.Set(client.Features.Get<IErrorAudience>());
        features.Set(client.Features.Get<IRequestMeaningFeature>());
        features.Set(record);
        features.Set<IRouteValuesFeature>(new RouteValuesFeature());
        var context = new DefaultHttpContext(features)
        {
            RequestServices = services,
        };
        context.SetEndpoint(client.GetEndpoint());
        return context;
    }

    /// <summary>A fetch is a GET without a body.</summary>
    private sealed class NoBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly NoBody Instance = new();

        public bool CanHaveBody => false;
    }
}
