using Gateway.Environments;
using Gateway.Errors;
using Gateway.HttpCache.Policy;
using Gateway.Registries;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caching;

/// <summary>
/// Makes the context on which the rest of the pipeline runs for a fetch. It shares nothing with the client's own, which the server
/// takes back the moment the client is gone.
/// </summary>
internal static class DetachedRequest
{
    /// <summary>Copies what a fetch needs of a client's request.</summary>
    /// <param name="client">The request that causes the fetch; touched only during this call.</param>
    /// <param name="plan">What the fetch is for.</param>
    /// <param name="response">Takes the answer.</param>
    /// <param name="record">Takes what the stages below write down.</param>
    /// <param name="services">The application's services.</param>
    public static HttpContext From(
        HttpContext client, FetchPlan plan, DetachedResponse response, RequestRecord record, IServiceProvider services)
    {
        var original = client.Features.GetRequiredFeature<IHttpRequestFeature>();
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
            Headers = FieldsOf(original.Headers, plan),
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

    /// <summary>
    /// A copy of a request's fields: what they were before later stages change them for the upstream, as the rewriting of documents does.
    /// </summary>
    public static HeaderDictionary CopyOf(IHeaderDictionary original)
    {
        var headers = new HeaderDictionary(original.Count + 2);
        foreach (var field in original)
        {
            headers[field.Key] = field.Value;
        }

        return headers;
    }

    /// <summary>Replaces the client's conditions, which speak of what the client has,
    /// by those of what is stored (RFC 9111 §4.3.1).</summary>
    private static HeaderDictionary FieldsOf(IHeaderDictionary original, FetchPlan plan)
    {
        var headers = CopyOf(original);
        if (plan.IsBackground)
        {
            headers.Remove(HeaderNames.CacheControl);
            headers.Remove(HeaderNames.Pragma);
        }

        if (plan.Part is not null)
        {
            return headers;
        }

        foreach (var field in UpstreamConditions.ReplacedFields)
        {
            headers.Remove(field);
        }

        var conditions = CachePolicy.PrepareValidation(plan.Selected, plan.Stored);
        if (conditions.IfNoneMatch is not null)
        {
            headers[HeaderNames.IfNoneMatch] = conditions.IfNoneMatch;
        }

        if (conditions.IfModifiedSince is not null)
        {
            headers[HeaderNames.IfModifiedSince] = conditions.IfModifiedSince;
        }

        return headers;
    }

    /// <summary>A fetch is a GET without a body.</summary>
    private sealed class NoBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly NoBody Instance = new();

        public bool CanHaveBody => false;
    }
}
