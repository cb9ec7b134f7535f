namespace Gateway.Cli.Doctor.Checks;

/// <summary>
/// Tells that a connection broke over the client certificate: the server asked for one, and then ended the handshake, or, in TLS 1.3,
/// where the client is done before the server has judged, the first exchange after it (RFC 8446 §4.4.2.4).
/// </summary>
internal static class ClientCertificateRefusal
{
    /// <summary>The finding, when that is what happened; otherwise null.</summary>
    public static Finding? Of(Walk walk, TlsHandshake handshake)
    {
        if (!handshake.WantsCertificate)
        {
            return null;
        }

        return handshake.ShowedCertificate
            ? new Finding(
                "tls",
                FindingWeight.Fault,
                "client-certificate-refused",
                $"The server refuses the client certificate {walk.Plan.Connection.Certificate!.Leaf.Subject}, issued by "
                + $"{walk.Plan.Connection.Certificate.Leaf.Issuer}, valid until "
                + $"{walk.Plan.Connection.Certificate.Leaf.NotAfter:yyyy-MM-dd}.",
                "Check its date, that its issuer is one the server trusts (on a gateway: ClientCertificates:TrustedRoots of the "
                + "policy) and that "
                + "it is made for client authentication: gateway certs show FILE.")
            : new Finding(
                "tls",
                FindingWeight.Fault,
                "client-certificate-wanted",
                "The server insists on a client certificate, and none was shown.",
                "Show one: --cert FILE --key FILE. npm takes cert and key from .npmrc; go has no client certificates, so a Go client "
                + "needs a "
                + "token or a network that is let in without.");
    }
}
