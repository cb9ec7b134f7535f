using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;

namespace Gateway.Security.Certificates;

/// <summary>Whether handshakes with a certificate carry its issuer's word that it was not taken back (RFC 6066 §8).</summary>
internal static class OcspStapling
{
    /// <summary>TLS feature (RFC 7633 §4.1).</summary>
    private const string TlsFeature = "1.3.6.1.5.5.7.1.24";

    /// <summary>The feature status_request, by the number of its TLS extension.</summary>
    private const int StatusRequest = 5;

    /// <summary>Whether the certificate itself says that clients must refuse a handshake without (must-staple).</summary>
    public static bool IsDemanded(X509Certificate2 leaf) => leaf.Extensions
        .Where(extension => extension.Oid?.Value == TlsFeature)
        .Any(extension => Features(extension.RawData).Contains(StatusRequest));

    /// <summary>
    /// Whether it can be done: the certificate names a responder, and its chain is known up to the root, by which the platform checks
    /// the answer.
    /// </summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="others">What else its file holds.</param>
    public static bool IsPossible(X509Certificate2 leaf, ImmutableArray<X509Certificate2> others)
    {
        if (!CertificateNames.NamesOcspResponder(leaf))
        {
            return false;
        }

        using var chain = OwnChain.Of(leaf, others);
        return chain.ChainElements.Count > 1 && CertificateNames.IsSelfIssued(chain.ChainElements[^1].Certificate);
    }

    private static List<int> Features(byte[] extension)
    {
        var features = new List<int>();
        try
        {
            var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData)
            {
                features.Add(reader.TryReadInt32(out var feature) ? feature : -1);
            }
        }
        catch (AsnContentException)
        {
            // What cannot be read demands nothing.
            return [];
        }

        return features;
    }
}
