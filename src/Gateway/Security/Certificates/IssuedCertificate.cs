using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Certificates;

/// <summary>A certificate that was just made, with its key, as PEM.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">The key, PKCS#8.</param>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>The longest that browsers accept of a server certificate is 398 days; a day less, for clocks that differ.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);

    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3652);

    /// <summary>So that a client whose clock is a little behind accepts a certificate of this minute.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1", "serverAuth");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2", "clientAuth");

    /// <summary>Makes an authority. Its name differs each time: two of one name with different keys confuse trust stores.</summary>
    public static IssuedCertificate Authority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=Gateway development authority {mark}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + AuthorityLifetime);
        return Of(certificate, key);
    }

    /// <summary>Makes a server certificate.</summary>
    /// <param name="authority">The issuer, with its key.</param>
    /// <param name="names">DNS names and IP addresses; the first is also the common name.</param>
    /// <param name="now">The beginning of its validity.</param>
    public static IssuedCertificate ForServer(X509Certificate2 authority, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue(authority, names[0], ServerAuthentication, alternatives.Build(), now);
    }

    /// <summary>Makes a client certificate.</summary>
    /// <param name="authority">The issuer, with its key.</param>
    /// <param name="name">The common name.</param>
    /// <param name="uris">URIs of the subject alternative name; may be none.</param>
    /// <param name="now">The beginning of its validity.</param>
    public static IssuedCertificate ForClient(X509Certificate2 authority, string name, IReadOnlyList<Uri> uris, DateTimeOffset now)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris)
        {
            alternatives.AddUri(uri);
        }

        return Issue(authority, name, ClientAuthentication, uris.Count == 0 ? null : alternatives.Build(), now);
    }

    private static IssuedCertificate Issue(
        X509Certificate2 authority, string commonName, Oid usage, X509Extension? alternatives, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        using var certificate = request.Create(authority, now - ClockSkew, now - ClockSkew + Lifetime, SerialNumber());
        return Of(certificate, key);
    }

    // RFC 5280 §4.1.2.2: positive, at most 20 octets; random, since nobody counts them.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static IssuedCertificate Of(X509Certificate2 certificate, ECDsa key) =>
        new(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
}
