using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Gateway.Cli.Doctor.Checks;

/// <summary>The TLS handshake: version, and what the server says to ours.</summary>
internal sealed class TlsCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "tls";

    /// <inheritdoc/>
    public bool CarriesTheRest => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Finding> CheckAsync(Walk walk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (walk.Url.Scheme != Uri.UriSchemeHttps)
        {
            yield break;
        }

        walk.Tls = new TlsHandshake(walk.Plan.Connection);
        var failure = await ShakeHandsAsync(walk, walk.Tls, cancellationToken);
        if (failure is not null)
        {
            yield return MayBeOld(walk, failure) && await OldTlsProbe.VersionAsync(walk, cancellationToken) is { } version
                ? OldVersion(version)
                : Of(walk, walk.Tls, failure);
            yield break;
        }

        yield return new Finding(Title, FindingWeight.Good, "tls-agreed", $"{Words(walk.Tls.Version)}{Shown(walk)}");
        if (walk.Tls.WantsCertificate && walk.Plan.Connection.Certificate is null)
        {
            yield return new Finding(
                Title, FindingWeight.Note, "client-certificate-asked", "The server asks for a client certificate, and none is shown.",
                "If it insists, show one: --cert FILE --key FILE.");
        }
    }

    private static async Task<Exception?> ShakeHandsAsync(Walk walk, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(walk.Plan.Connection.Timeout);
        try
        {
            walk.Secured = await handshake.RunAsync(walk.Connection!, walk.ServerName, limit.Token);
            return null;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return exception;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
    }

    private Finding Of(Walk walk, TlsHandshake handshake, Exception failure)
    {
        if (ClientCertificateRefusal.Of(walk, handshake) is { } refusal)
        {
            return refusal with { Check = Title };
        }

        return ServerFirstBytes.Of(walk.Connection!.FirstBytes) switch
        {
            ServerFirstBytes.PlainHttp => Fault(
                "tls-on-plain-port", $"Port {walk.Url.Port} speaks plain HTTP, not TLS.",
                $"Write http:// in the URL, or the port on which {walk.Url.Host} speaks https."),
            ServerFirstBytes.Alert { Description: ServerFirstBytes.Alert.ProtocolVersion } => OldVersion("no version of today"),
            ServerFirstBytes.Hello { Minor: < 3 and var minor } => OldVersion(minor == 2 ? "only TLS 1.1" : "only TLS 1.0"),
            ServerFirstBytes.Alert { Description: ServerFirstBytes.Alert.UnrecognizedName } => Fault(
                "tls-unrecognized-name", $"The server has no certificate for the name {walk.ServerName} and ends the handshake.",
                "Ask by a name that it serves; on a gateway, add a certificate for this one under Gateway:Certificates."),
            ServerFirstBytes.Alert { Description: ServerFirstBytes.Alert.HandshakeFailure } => Fault(
                "tls-no-common-cipher", "The server ends the handshake (handshake_failure): no cipher suits both, or it wants a "
                + "client certificate.",
                "Let the server offer today's ciphers (TLS 1.2 with ECDHE and AES-GCM, or TLS 1.3); show a certificate with --cert FILE."),
            ServerFirstBytes.Alert alert => Fault(
                "tls-failed", $"The server ends the handshake with TLS alert {alert.Description} (RFC 8446 §6.2).", "Its log says why."),
            ServerFirstBytes.Greeting { Line: var line } => Fault(
                "not-http", $"Port {walk.Url.Port} speaks neither TLS nor HTTP; it begins with '{line}'.",
                "The port belongs to something else (SSH, mail, a database); check it."),
            ServerFirstBytes.Nothing when failure is OperationCanceledException => Fault(
                "tls-hangs", "The port takes connections, but nothing answers the handshake within "
                + $"{walk.Plan.Connection.Timeout.TotalSeconds} s.",
                "The server is stuck or overloaded, or the port is not a web server's."),
            _ when failure is OperationCanceledException => Fault(
                "tls-hangs", $"The server begins the handshake and does not end it within {walk.Plan.Connection.Timeout.TotalSeconds} s.",
                "The server is stuck or overloaded, or something in between holds large packets back (a VPN with a smaller MTU)."),
            ServerFirstBytes.Nothing => Fault(
                "tls-closed", "The server closes the connection at the first word of the handshake.",
                "Check that the port is the one for https, and whether a firewall in between cuts TLS off by name."),
            _ => Fault("tls-failed", $"The handshake fails: {failure.GetBaseException().Message}", "The server's log says why."),
        };
    }

    private static bool MayBeOld(Walk walk, Exception failure) => ServerFirstBytes.Of(walk.Connection!.FirstBytes) switch
    {
        ServerFirstBytes.Alert { Description: ServerFirstBytes.Alert.HandshakeFailure or ServerFirstBytes.Alert.ProtocolVersion } => true,
        ServerFirstBytes.Nothing => failure is not OperationCanceledException,
        _ => false,
    };

    private Finding OldVersion(string version) => Fault(
        "tls-version", $"The server speaks {version}; npm, go and this gateway want TLS 1.2 or 1.3.",
        "Turn TLS 1.2 and 1.3 on at the server; the versions before are withdrawn (RFC 8996).");

    private Finding Fault(string code, string text, string remedy) => new(Title, FindingWeight.Fault, code, text, remedy);

    private static string Words(SslProtocols version) => version switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => version.ToString(),
    };

    private static string Shown(Walk walk) =>
        walk.Tls!.ShowedCertificate ? $", showing the client certificate {walk.Plan.Connection.Certificate!.Leaf.Subject}" : "";
}
