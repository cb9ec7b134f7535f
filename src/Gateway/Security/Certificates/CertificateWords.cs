using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;

namespace Gateway.Security.Certificates;

/// <summary>Certificates in words.</summary>
internal static class CertificateWords
{
    private static readonly Dictionary<string, string> KnownUsages = new(StringComparer.Ordinal)
    {
        ["1.3.6.1.5.5.7.3.1"] = "servers",
        ["1.3.6.1.5.5.7.3.2"] = "clients",
        ["1.3.6.1.5.5.7.3.3"] = "code signing",
        ["1.3.6.1.5.5.7.3.4"] = "mail",
    };

    /// <summary>One certificate.</summary>
    public static ExplainedCertificate Of(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (from, to) = (CertificateDates.From(certificate), CertificateDates.To(certificate));
        return new ExplainedCertificate(
            certificate.Subject,
            [
                .. CertificateNames.DnsOf(certificate),
                .. CertificateNames.AddressesOf(certificate).Select(address => address.ToString()),
                .. CertificateNames.UrisOf(certificate),
            ],
            certificate.Subject == certificate.Issuer ? $"{certificate.Issuer} (itself)" : certificate.Issuer,
            from,
            to,
            (to - now).Days,
            $"from {CertificateDates.Day(from)} to {CertificateDates.Day(to)}: {Validity(from, to, now)}",
            Key(certificate),
            Usages(certificate),
            certificate.SerialNumber,
            certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    /// <summary>Whether each certificate is followed by its issuer, as TLS wants them (RFC 8446 §4.4.2).</summary>
    public static string OfChain(ImmutableArray<X509Certificate2> certificates)
    {
        for (var i = 1; i < certificates.Length; i++)
        {
            if (!certificates[i - 1].IssuerName.RawData.AsSpan().SequenceEqual(certificates[i].SubjectName.RawData))
            {
                return $"wrong order: '{certificates[i - 1].Subject}' was signed by '{certificates[i - 1].Issuer}', "
                    + $"but '{certificates[i].Subject}' follows it";
            }
        }

        var last = certificates[^1];
        if (last.Subject == last.Issuer)
        {
            return certificates.Length == 1
                ? "one certificate that signed itself"
                : $"{certificates.Length} certificates in order, up to the root";
        }

        return certificates.Length == 1
            ? $"one certificate; clients must know its issuer '{last.Issuer}' or it must follow in the file"
            : $"{certificates.Length} certificates in order; clients must trust '{last.Issuer}'";
    }

    private static string Validity(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (now < from)
        {
            return $"not yet valid, in {(from - now).Days} days";
        }

        return now > to ? $"expired {(now - to).Days} days ago" : $"{(to - now).Days} days left";
    }

    private static string Key(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = certificate.GetECDsaPublicKey();
        return rsa is not null ? $"RSA {rsa.KeySize} bits"
            : curve is not null ? $"elliptic curve {curve.ExportParameters(includePrivateParameters: false).Curve.Oid.FriendlyName}"
            : certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown";
    }

    private static string Usages(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            return "signs other certificates";
        }

        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>())
            .Select(usage => KnownUsages.GetValueOrDefault(usage.Value ?? "") ?? usage.FriendlyName ?? usage.Value ?? "unknown")
            .ToList();
        return usages.Count == 0 ? "any" : string.Join(", ", usages);
    }
}
