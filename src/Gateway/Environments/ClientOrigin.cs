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
        var scheme = Said(request.Headers["X-Forwarded-Proto"].ToString(), chain).ToLowerInvariant();
        var forwardedHost = Said(request.Headers["X-Forwarded-Host"].ToString(), chain);
        return new ClientOrigin(
            scheme is "http" or "https" ? scheme : request.Scheme,
            forwardedHost.Length > 0 ? forwardedHost : host,
            chain,
            forwardedHost.Length > 0);
    }

    // Each proxy sets a field or appends to it, so the outermost trusted one wrote as many entries from the right as there are trusted
    // ones; what stands left of that came from the client.
    private static string Said(string field, in ForwardedChain chain)
    {
        var entries = field.Split(',', StringSplitOptions.TrimEntries);
        return entries[Math.Max(0, entries.Length - chain.TrustedProxies)];
    }
}
