using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Environments;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Security.Certificates;

/// <summary>
/// Puts our certificates on every https endpoint, wherever it is configured: <c>--urls</c>, <c>ASPNETCORE_URLS</c>,
/// <c>Kestrel:Endpoints</c>.
/// Kestrel offers a full choice by server name, intermediates included, only for endpoints made in code; its selector for all endpoints
/// takes a bare certificate, whose intermediates the handshake would then look for on the network. So the name is read from the
/// ClientHello, which Kestrel hands out before the handshake, and the choice is made where the handshake's options are.
/// </summary>
internal static class TlsListeners
{
    private static readonly object ServerName = new();

    /// <summary>
    /// A fatal alert unrecognized_name (RFC 6066 §3, RFC 8446 §6): clients say "unrecognized name" instead of "connection reset".
    /// </summary>
    private static readonly byte[] UnrecognizedName = [21, 3, 3, 0, 2, 2, 112];

    /// <summary>Installs the choice. Certificates that the endpoints name themselves are not used any more.</summary>
    /// <param name="options">Kestrel's options.</param>
    /// <param name="current">
    /// The certificates in force, asked once for each handshake, at least one of them; null leaves the certificate to the endpoints.
    /// </param>
    /// <param name="asks">Whether the client of a server name at an endpoint is to be asked for a certificate of its own.</param>
    /// <param name="logger">Where it says why a handshake was refused.</param>
    public static void Install(
        KestrelServerOptions options, Func<ServerCertificates>? current, Func<string?, EndPoint?, bool> asks, ILogger logger) =>
        options.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.TlsClientHelloBytesCallback = Remember;
            https.OnAuthenticate = (connection, handshake) => Choose(connection, handshake, current?.Invoke(), asks, logger);
            if (current is not null)
            {
                // Kestrel refuses an https endpoint without a certificate. Used only for a ClientHello that Choose cannot read,
                // when the platform tells the name later.
                https.ServerCertificateSelector = (_, name) => (current().Choose(name) as CertificateChoice.Shown)?.Certificate.Leaf;
            }
        });

    private static void Remember(ConnectionContext connection, ReadOnlySequence<byte> record) =>
        connection.Items[ServerName] = ClientHello.Read(record.IsSingleSegment ? record.FirstSpan : record.ToArray());

    private static void Choose(
        ConnectionContext connection, SslServerAuthenticationOptions handshake, ServerCertificates? certificates,
        Func<string?, EndPoint?, bool> asks, ILogger logger)
    {
        connection.Items.Remove(ServerName, out var hello);
        if (hello is not (ClientHello.Named or ClientHello.Nameless))
        {
            return;
        }

        var serverName = (hello as ClientHello.Named)?.ServerName;
        if (serverName is not null)
        {
            connection.Features.Set(new TlsServerName(serverName));
        }

        if (asks(serverName, connection.LocalEndPoint))
        {
            AskForCertificate(connection, handshake);
        }

        switch (certificates?.Choose(serverName))
        {
            case CertificateChoice.Shown shown:
                handshake.ServerCertificateContext = shown.Certificate.Context;
                handshake.ServerCertificateSelectionCallback = null;
                break;
            case CertificateChoice.UnknownName unknown:
                Log.UnknownServerName(logger, unknown.ServerName);
                Refuse(connection);
                throw new AuthenticationException($"No certificate is for the server name '{unknown.ServerName}'.");
        }
    }

    private static void AskForCertificate(ConnectionContext connection, SslServerAuthenticationOptions handshake)
    {
        handshake.ClientCertificateRequired = true;

        // The handshake proves that the client has the key; whether the certificate holds is for the environment's policy to say,
        // in words that the client can read.
        handshake.RemoteCertificateValidationCallback = (_, shown, chain, _) =>
        {
            if (shown is X509Certificate2 leaf)
            {
                connection.Features.Set(PeerCertificate.Of(leaf, chain));
            }

            // None at all is for the policy to judge, too; one that cannot be handed on to it is for nobody.
            return shown is null or X509Certificate2;
        };

        // A resumed session brings the certificate back without its intermediates, and without the policy having been asked.
        handshake.AllowTlsResume = false;

        // The platform builds a chain before anybody is asked; it is not to fetch intermediates from where a stranger says.
        handshake.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
    }

    // Nothing was written on this connection before, so seven bytes go out at once or the client is gone.
    private static void Refuse(ConnectionContext connection) => _ = connection.Transport.Output.WriteAsync(UnrecognizedName).AsTask();
}
