using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Environments;
using Gateway.Errors;

namespace Gateway.Upstreams.Redirects;

/// <summary>
/// The connections to hosts that an upstream redirects to. A host that is named in full may lie anywhere; one that only a wildcard allows
/// must not lie inside the network, for whoever may give names below that wildcard could point one at what is meant for nobody outside.
/// </summary>
/// <param name="make">Makes a handler with the limits and the trust of the upstream.</param>
internal sealed class OtherHosts(Func<SocketsHttpHandler> make) : IDisposable
{
    /// <summary>
    /// What is not the internet: private use, loopback, link-local, shared address space, benchmarks, multicast and reserved (RFC 6890,
    /// RFC 4193), with the IPv6 forms that carry an IPv4 address in them.
    /// </summary>
    private static readonly NetworkList Inside = new(
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/3", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
    ]);

    private readonly Lazy<HttpMessageInvoker> _named = new(() => new HttpMessageInvoker(Plain(make())));
    private readonly Lazy<HttpMessageInvoker> _guarded = new(() =>
    {
        var handler = Plain(make());
        handler.ConnectCallback = ConnectAsync;
        return new HttpMessageInvoker(handler);
    });

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isNamed">Whether the host is named in full.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UpstreamRefusalException">The host lies inside the network and is not named in full.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isNamed, CancellationToken cancellationToken) =>
        (isNamed ? _named : _guarded).Value.SendAsync(request, cancellationToken);

    /// <summary>Whether an address is not one of the internet.</summary>
    public static bool IsInside(IPAddress address) => Inside.Contains(address);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in new[] { _named, _guarded }.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    private static SocketsHttpHandler Plain(SocketsHttpHandler handler)
    {
        (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false);
        // A span of its own, but no word of the trace to a stranger.
        handler.ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator();
        return handler;
    }

    /// <summary>Looks at the addresses that are connected to, and not at another resolution of the name, which could differ.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (addresses.Any(IsInside))
        {
            throw new UpstreamRefusalException(
                ErrorCode.UpstreamRedirectRefused,
                $"It redirects to {host}, which lies inside the network and is not named in full in its RedirectHosts.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
