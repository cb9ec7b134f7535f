using System.Diagnostics;
using Gateway.Upstreams.Hedging;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Upstreams.Repeating;

/// <summary>A request without a body, as it goes to another destination.</summary>
internal static class RepeatedRequest
{
    private static readonly string[] TraceFields = ["traceparent", "tracestate", "baggage"];

    /// <summary>Copies a request.</summary>
    /// <param name="original">The request to the first destination.</param>
    /// <param name="destination">The other one.</param>
    /// <param name="rest">The target behind the mount.</param>
    public static HttpRequestMessage Of(HttpRequestMessage original, DestinationConfig destination, string rest)
    {
        var request = new HttpRequestMessage(original.Method, UpstreamTarget.Join(destination.Address, rest))
        {
            Version = original.Version,
            VersionPolicy = original.VersionPolicy,
        };
        foreach (var field in original.Headers.NonValidated)
        {
            request.Headers.TryAddWithoutValidation(field.Key, field.Value);
        }

        // What the handlers below need to know of it holds for this one, too, except that it is hedged: it is the hedge, or comes after.
        foreach (var (name, value) in original.Options.Where(option => option.Key != Hedge.Key.Key))
        {
            request.Options.Set(new HttpRequestOptionsKey<object?>(name), value);
        }

        request.Headers.Host = destination.Host;

        // Where a span is recorded, the client has written that of the first attempt here, and writes the one of this.
        foreach (var field in Activity.Current is null ? [] : TraceFields)
        {
            request.Headers.Remove(field);
        }

        return request;
    }
}
