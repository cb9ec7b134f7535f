using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Upstreams.Tls;

/// <summary>
/// Makes the connections towards one upstream. The handshake is made here and not by the client's handler, whose options hold for its
/// whole life and always take the server name from the request: so each new connection shows the certificate of that moment, with its
/// intermediates, and asks for the name that is configured.
/// </summary>
/// <param name="trust">Whom the gateway believes to be the upstream, and what it shows.</param>
/// <param name="accept">Whether the certificate shown is accepted.</param>
/// <param name="versions">The TLS versions.</param>
/// <param name="serverName">The name that is asked for; null for the request's own.</param>
internal sealed class UpstreamConnector(
    UpstreamTrust trust, RemoteCertificateValidationCallback accept, SslProtocols versions, string? serverName)
{
    /// <summary>The callback of <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var request = context.InitialRequestMessage;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return request.RequestUri!.Scheme is "https" or "wss"
                ? await SecureAsync(stream, request, cancellationToken)
                : stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream stream, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var shown = trust.Current.Shown;
        var isAsked = false;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName ?? HostOf(request),
            ApplicationProtocols = ProtocolsOf(request),
            EnabledSslProtocols = versions,
            RemoteCertificateValidationCallback = accept,
            CertificateChainPolicy = NothingFetched(),
            ClientCertificateContext = shown,

            // A resumed session would go on with roots and a certificate that have been replaced since; connections live for minutes and
            // carry many requests, so a whole handshake for each costs little.
            AllowTlsResume = false,
        };
        if (shown is null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, server, _) =>
            {
                // Called a second time, with the server's certificate, only when the server asks.
                isAsked |= server is not null;
                return null!;
            };
        }

        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (AuthenticationException exception) when (isAsked && exception is not UpstreamCertificateException)
        {
            throw new ClientCertificateRequiredException(exception);
        }
    }

    /// <summary>The name by which the handler would ask: the Host field, or else the host of the URL.</summary>
    private static string HostOf(HttpRequestMessage request) =>
        request.Headers.Host is { } host ? new HostString(host).Host.Trim('[', ']') : request.RequestUri!.IdnHost;

    /// <summary>What the handler would offer for a request of that version.</summary>
    private static List<SslApplicationProtocol> ProtocolsOf(HttpRequestMessage request)
    {
        var isVersion2 = request.Version.Major >= 2;
        return (isVersion2, request.VersionPolicy) switch
        {
            (true, HttpVersionPolicy.RequestVersionOrLower) or (false, HttpVersionPolicy.RequestVersionOrHigher) =>
                [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            (true, _) => [SslApplicationProtocol.Http2],
            _ => [SslApplicationProtocol.Http11],
        };
    }

    /// <summary>The platform builds a chain before the check is asked; it is not to fetch anything from where a server says.</summary>
    public static X509ChainPolicy NothingFetched() => new()
    {
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
