using System.Net;

namespace Gateway.Environments;

/// <summary>How the client addressed the gateway: by the connection itself, or by what a trusted proxy says of it.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The Host as the client named it.</param>
/// <param name="Chain">Who the client is.</param>
/// <param name="IsForwarded">Whether a trusted proxy's word was taken for the Host.</param>
internal readonly record struct ClientOrigin(string Scheme, string Host, ForwardedChain Chain, bool IsForwarded)
{
    /// <summary>The port that a Host without one means.</summary>
    public int DefaultPort => Scheme == Uri.UriSchemeHttps ? 443 : 80;

    /// <summary>Finds it. Forwarding fields of anybody who is not trusted count for nothing.</summary>
    public static ClientOrigin Of(HttpContext context, NetworkList trusted)
    {
        var request = context.Request;
        var peer = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var host = request.Headers.Host.ToString();
        if (!trusted.Contains(peer))
        {
            return new ClientOrigin(request.Scheme, host, ForwardedChain.Walk(peer, null, trusted), IsForwarded: false);
        }

        var chain = ForwardedChain.Walk(peer, request.Headers["X-Forwarded-For"].ToString(), trusted);
        var scheme = First(request.Headers["X-Forwarded-Proto"].ToString()).ToLowerInvariant();
        var forwardedHost = First(request.Headers["X-Forwarded-Host"].ToString());
        return new ClientOrigin(
            scheme is "http" or "https" ? scheme : request.Scheme,
            forwardedHost.Length > 0 ? forwardedHost : host,
            chain,
            forwardedHost.Length > 0);
    }

    // The leftmost entry is the one that the proxy nearest to the client saw; the proxies between are trusted to keep it honest.
    private static string First(string field) => field.Split(',', 2)[0].Trim();
}
