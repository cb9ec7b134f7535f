using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Environments;

namespace Gateway.Security.Grants;

/// <summary>Where in a certificate a name stands.</summary>
internal enum CertificateNameKind
{
    /// <summary>The common name of the subject.</summary>
    CN,

    /// <summary>A DNS name of the subject alternative name.</summary>
    DNS,

    /// <summary>A URI of the subject alternative name.</summary>
    URI,
}

/// <summary>One entry of a role's <c>Certificates</c>: <c>CN=ci-*</c>, <c>DNS=*.ci.example</c>, <c>URI=spiffe://corp/ci/*</c>.</summary>
/// <param name="Kind">Where the name stands.</param>
/// <param name="Pattern">The name, in which <c>*</c> stands for any run of characters.</param>
internal sealed record CertificatePattern(CertificateNameKind Kind, string Pattern)
{
    /// <summary>How patterns are written, for a fault's text.</summary>
    public const string Form =
        "write CN=, DNS= or URI= and a name, with * for any run of characters, as in CN=ci-* or URI=spiffe://corp/ci/*";

    /// <summary>Reads the written form; null for anything else.</summary>
    public static CertificatePattern? Read(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1 && KindOf(text[..equals]) is { } kind
            ? new CertificatePattern(kind, text[(equals + 1)..])
            : null;
    }

    /// <summary>Reads a pattern that has passed the rules.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static CertificatePattern Parse(string text) =>
        Read(text) ?? throw new ArgumentException($"'{text}' is not a pattern of certificates; {Form}.", nameof(text));

    /// <summary>Whether the certificate carries such a name.</summary>
    public bool Matches(X509Certificate2 certificate) => Kind switch
    {
        CertificateNameKind.CN => CertificateNames.CommonNameOf(certificate) is { } name && IsMeant(name),
        CertificateNameKind.DNS => CertificateNames.DnsOf(certificate).Any(IsMeant),
        _ => CertificateNames.UrisOf(certificate).Any(IsMeant),
    };

    /// <summary>Whether a name written as <c>CN=ci-7</c> is meant.</summary>
    public bool MatchesText(string text) => Read(text) is { } asked && asked.Kind == Kind && IsMeant(asked.Pattern);

    // DNS names have no letter case (RFC 4343); the other names are compared as they are.
    private bool IsMeant(string name) => AsteriskPattern.Matches(Pattern, name, ignoreCase: Kind == CertificateNameKind.DNS);

    private static CertificateNameKind? KindOf(string word) => word.ToUpperInvariant() switch
    {
        nameof(CertificateNameKind.CN) => CertificateNameKind.CN,
        nameof(CertificateNameKind.DNS) => CertificateNameKind.DNS,
        nameof(CertificateNameKind.URI) => CertificateNameKind.URI,
        _ => null,
    };
}
