using System.Net;

namespace Gateway.IntegrationTests;

/// <summary>HTTP/2 requests, without falling back to another version.</summary>
internal static class Http2
{
    /// <summary>A request whose <c>:authority</c> is the host.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string target, string host = GatewaySettings.DevHost)
    {
        var request = new HttpRequestMessage(method, target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = host;
        return request;
    }
}
