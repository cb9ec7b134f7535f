using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>
/// The names that a certificate is for: its subject alternative names (RFC 5280 §4.2.1.6).
/// The common name counts for nothing (RFC 9525 §2).
/// </summary>
internal static class CertificateNames
{
    /// <summary>A uniformResourceIdentifier (RFC 5280 §4.2.1.6); the platform enumerates only names and addresses.</summary>
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";

    /// <summary>CRL distribution points (RFC 5280 §4.2.1.13).</summary>
    private const string ListAddresses = "2.5.29.31";

    /// <summary>DNS names, also wildcards, in lower case.</summary>
    public static IReadOnlyList<string> DnsOf(X509Certificate2 certificate) =>
        [.. Extensions(certificate).SelectMany(extension => extension.EnumerateDnsNames()).Select(name => name.ToLowerInvariant())];

    /// <summary>IP addresses.</summary>
    public static IReadOnlyList<IPAddress> AddressesOf(X509Certificate2 certificate) =>
        [.. Extensions(certificate).SelectMany(extension => extension.EnumerateIPAddresses())];

    /// <summary>URIs, such as <c>spiffe://corp/ci/build</c>.</summary>
    public static IReadOnlyList<string> UrisOf(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (var extension in Extensions(certificate))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(UriTag))
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }

        return uris;
    }

    /// <summary>
    /// The common name of the subject; null when there is none, or more than one: which of several is meant would be anybody's guess.
    /// </summary>
    public static string? CommonNameOf(X509Certificate2 certificate)
    {
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value != CommonName)
            {
                continue;
            }

            if (found is not null)
            {
                return null;
            }

            found = part.GetSingleElementValue();
        }

        return found;
    }

    /// <summary>Whether it may stand for a client: no extended key usage at all, or one that says so (RFC 5280 §4.2.1.12).</summary>
    public static bool IsForClients(X509Certificate2 certificate) => IsFor(certificate, ClientAuthentication);

    /// <summary>Whether it may stand for a server: no extended key usage at all, or one that says so (RFC 5280 §4.2.1.12).</summary>
    public static bool IsForServers(X509Certificate2 certificate) => IsFor(certificate, ServerAuthentication);

    /// <summary>Whether the certificate is good for a name or pattern: listed, or below a wildcard by one label (RFC 9525 §6.3).</summary>
    public static bool Cover(X509Certificate2 certificate, string host)
    {
        var names = DnsOf(certificate);
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return names.Contains(host, StringComparer.OrdinalIgnoreCase)
            || (dot > 0 && !host.StartsWith('*') && names.Contains("*" + host[dot..], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether it names itself as its issuer.</summary>
    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>Whether it says where the certificate of its issuer is to be had (RFC 5280 §4.2.2.1).</summary>
    public static bool TellsWhereItsIssuerIs(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509AuthorityInformationAccessExtension>().Any(access => access.EnumerateCAIssuersUris().Any());

    /// <summary>Whether it says where its issuer answers by OCSP, over HTTP as responders do (RFC 6960 §A.1).</summary>
    public static bool NamesOcspResponder(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509AuthorityInformationAccessExtension>()
        .SelectMany(access => access.EnumerateOcspUris())
        .Any(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp);

    /// <summary>Whether it says where to ask if it was taken back: a responder, or a revocation list.</summary>
    public static bool SaysWhereToAsk(X509Certificate2 certificate) =>
        NamesOcspResponder(certificate) || certificate.Extensions[ListAddresses] is not null;

    private static IEnumerable<X509SubjectAlternativeNameExtension> Extensions(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>();

    private static bool IsFor(X509Certificate2 certificate, string usage) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(usages =>
            usages.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(known => known.Value == usage));
}
