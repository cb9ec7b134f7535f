using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Errors;

namespace Gateway.Upstreams.Tls;

/// <summary>Checks the certificate that a destination shows in a handshake.</summary>
/// <param name="trust">Whom the gateway believes to be the upstream.</param>
/// <param name="time">The clock that dates are checked by.</param>
internal sealed class UpstreamCertificateCheck(UpstreamTrust trust, TimeProvider time)
{
    /// <summary>More names than these nobody reads.</summary>
    private const int MostNames = 5;

    /// <summary>The callback of <see cref="SslClientAuthenticationOptions"/>.</summary>
    /// <exception cref="UpstreamCertificateException">The certificate is refused; the exception says why.</exception>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            throw new UpstreamCertificateException(ErrorCode.UpstreamCertificateUntrusted, "is missing");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new UpstreamCertificateException(
                ErrorCode.UpstreamCertificateName,
                $"is for {Names(leaf)}, not for the name it was asked by; ask by one of them, in the destination's address or as "
                + "Tls:ServerName");
        }

        return CertificateCheck.Check(PeerCertificate.Of(leaf, chain), trust.Current.Demands, time.GetUtcNow()) switch
        {
            CertificateVerdict.Refused refused => throw new UpstreamCertificateException(CodeOf(refused.Fault), refused.Reason),
            _ => true,
        };
    }

    private static ErrorCode CodeOf(CertificateFault fault) => fault switch
    {
        CertificateFault.Expired => ErrorCode.UpstreamCertificateExpired,
        CertificateFault.NotYetValid => ErrorCode.UpstreamCertificateNotYetValid,
        CertificateFault.WrongUsage => ErrorCode.UpstreamCertificateUsage,
        CertificateFault.MissingIntermediate => ErrorCode.UpstreamCertificateIncomplete,
        CertificateFault.Revoked => ErrorCode.UpstreamCertificateRevoked,
        CertificateFault.RevocationUnknown => ErrorCode.UpstreamRevocationUnknown,
        _ => ErrorCode.UpstreamCertificateUntrusted,
    };

    private static string Names(X509Certificate2 certificate)
    {
        IReadOnlyList<string> names =
        [
            .. CertificateNames.DnsOf(certificate),
            .. CertificateNames.AddressesOf(certificate).Select(address => address.ToString()),
        ];
        return names.Count switch
        {
            0 => "no name",
            > MostNames => $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more",
            _ => string.Join(", ", names),
        };
    }
}
