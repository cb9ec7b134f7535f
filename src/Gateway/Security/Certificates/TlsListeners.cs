using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
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
    /// <param name="current">The snapshot in force; asked once for each handshake, it has at least one certificate.</param>
    /// <param name="logger">Where it says why a handshake was refused.</param>
    public static void Install(KestrelServerOptions options, Func<ServerCertificates> current, ILogger logger) =>
        options.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.TlsClientHelloBytesCallback = Remember;
            https.OnAuthenticate = (connection, handshake) => Choose(connection, handshake, current(), logger);

            // Kestrel refuses an https endpoint without a certificate. Used only for a ClientHello that Choose cannot read,
            // when the platform tells the name later.
            https.ServerCertificateSelector = (_, name) => (current().Choose(name) as CertificateChoice.Shown)?.Certificate.Leaf;
        });

    private static void Remember(ConnectionContext connection, ReadOnlySequence<byte> record) =>
        connection.Items[ServerName] = ClientHello.Read(record.IsSingleSegment ? record.FirstSpan : record.ToArray());

    private static void Choose(
        ConnectionContext connection, SslServerAuthenticationOptions handshake, ServerCertificates certificates, ILogger logger)
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

        switch (certificates.Choose(serverName))
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

    // Nothing was written on this connection before, so seven bytes go out at once or the client is gone.
    private static void Refuse(ConnectionContext connection) => _ = connection.Transport.Output.WriteAsync(UnrecognizedName).AsTask();
}
