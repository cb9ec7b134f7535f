using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Upstreams;

/// <summary>Lifts the server's minimum data rates where silence is part of the protocol.</summary>
internal static class StreamingRates
{
    /// <summary>A gRPC stream may be silent for hours between two messages; the server would take it for a stalled upload.</summary>
    public static void Lift(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request)
        {
            request.MinDataRate = null;
        }

        // Over HTTP/2 the response's rate belongs to the connection and cannot be set for one stream.
        if (HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } response)
        {
            response.MinDataRate = null;
        }
    }
}
