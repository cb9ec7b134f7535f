using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.TestKit.Upstream;

/// <summary>Makes the record of a request that just arrived.</summary>
internal static class RequestRecorder
{
    public static RecordedRequest Record(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var headers = context.Features.Get<ConnectionTap>()?.TakeHead(feature.Method, feature.RawTarget) ?? Unordered(context);
        return new RecordedRequest(feature.Method, feature.RawTarget, feature.Protocol, headers, context.Connection.Id)
        {
            ServerName = context.Features.Get<ITlsHandshakeFeature>()?.HostName ?? "",
            ClientCertificateThumbprint = context.Connection.ClientCertificate?.Thumbprint,
        };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Unordered(HttpContext context) =>
    [
        .. context.Request.Headers.SelectMany(
            header => header.Value.Select(value => new KeyValuePair<string, string>(header.Key, value ?? ""))),
    ];
}
