using Gateway.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.Security.Limits;

/// <summary>How slow a client may be, by environment.</summary>
internal static class DataRates
{
    /// <summary>Kestrel's own: short pauses of a network are not meant.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Sets the rates of a request.</summary>
    /// <remarks>The streams of HTTP/2 share their connection's rate, which is the server's, for they share its time.</remarks>
    public static void Apply(HttpContext context, SecurityPolicyOptions policy)
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
        {
            return;
        }

        if (policy.MinRequestBodyDataRate is { } body && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request)
        {
            request.MinDataRate = RateOf(body);
        }

        if (policy.MinResponseDataRate is { } answer && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } response)
        {
            response.MinDataRate = RateOf(answer);
        }
    }

    private static MinDataRate? RateOf(ByteSize size) => size.Bytes == 0 ? null : new MinDataRate(size.Bytes, Grace);
}
