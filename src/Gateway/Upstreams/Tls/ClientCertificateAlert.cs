using System.Security.Cryptography;
using Gateway.Errors;

namespace Gateway.Upstreams.Tls;

/// <summary>
/// What a TLS alert of the upstream says of the certificate that the gateway showed it. With TLS 1.3 it comes after the handshake, with
/// the answer to the first request (RFC 8446 §4.4.2.4), so it is found in whatever failed.
/// </summary>
/// <param name="Code">Which error that is.</param>
/// <param name="Name">The alert's name in RFC 8446 §6.</param>
/// <param name="Reason">What it means, the rest of a sentence.</param>
internal sealed record ClientCertificateAlert(ErrorCode Code, string Name, string Reason)
{
    private const int LibraryShift = 23;
    private const int LibraryMask = 0xFF;
    private const int ReasonMask = 0x7FFFFF;

    /// <summary>OpenSSL's number of its TLS part (ERR_LIB_SSL).</summary>
    private const int TlsLibrary = 20;

    /// <summary>OpenSSL's reasons from here on are alerts of the other end (SSL_AD_REASON_OFFSET).</summary>
    private const int FirstAlert = 1000;

    /// <summary>What a cause of a failure says; null when it says nothing of a client certificate.</summary>
    /// <param name="cause">One exception; where OpenSSL does TLS, the innermost carries its error number.</param>
    public static ClientCertificateAlert? Of(Exception cause)
    {
        if (cause is not CryptographicException || ((cause.HResult >> LibraryShift) & LibraryMask) != TlsLibrary)
        {
            return null;
        }

        // Only those that can be about nothing but the client's certificate when the server sends them.
        return ((cause.HResult & ReasonMask) - FirstAlert) switch
        {
            42 => Refused("bad_certificate", "it finds it faulty"),
            43 => Refused("unsupported_certificate", "it must be for clients (extended key usage clientAuth)"),
            44 => Refused("certificate_revoked", "it was revoked by its issuer"),
            45 => Refused("certificate_expired", "it has expired, or one of the two clocks is wrong"),
            46 => Refused("certificate_unknown", "it does not accept it"),
            48 => Refused("unknown_ca", "its authority is not known there, or its file lacks the intermediate that leads to it"),
            49 => Refused("access_denied", "it is valid, but its holder may not come in"),
            116 => new ClientCertificateAlert(ErrorCode.UpstreamClientCertificateRequired, "certificate_required", ""),
            _ => null,
        };
    }

    /// <summary>The words for a client.</summary>
    public static string Required(string upstream) =>
        $"{upstream} demands a client certificate, and the gateway has none for it; name one under "
        + $"Gateway:Upstreams:{upstream}:Tls:ClientCertificate.";

    /// <summary>The words for a client.</summary>
    public string Describe(string upstream) => Code == ErrorCode.UpstreamClientCertificateRequired
        ? Required(upstream)
        : $"{upstream} refuses the gateway's client certificate: {Reason} (TLS alert {Name}).";

    private static ClientCertificateAlert Refused(string name, string reason) =>
        new(ErrorCode.UpstreamClientCertificateRefused, name, reason);
}
