using System.Security.Cryptography.X509Certificates;

namespace Gateway.TestKit.Certificates;

/// <summary>A certificate with its key, and what stands between it and the root.</summary>
/// <param name="Certificate">The certificate, with the private key.</param>
/// <param name="Intermediates">The authorities between it and the root, nearest first; empty when the root issued it.</param>
public sealed record TestCertificate(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Intermediates) : IDisposable
{
    /// <summary>The certificate alone, as PEM.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The certificate followed by its intermediates, as servers are configured.</summary>
    public string ChainPem => CertificatePem + string.Concat(Intermediates.Select(issuer => issuer.ExportCertificatePem() + "\n"));

    /// <summary>The private key in PKCS#8.</summary>
    public string KeyPem
    {
        get
        {
            using var key = Certificate.GetECDsaPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem() + "\n";
        }
    }

    /// <summary>Writes <c>name.pem</c> (with the chain) and <c>name.key</c>.</summary>
    /// <returns>The two paths.</returns>
    public (string Certificate, string Key) WritePem(TempFolder folder, string name) =>
        (folder.Write(name + ".pem", ChainPem), folder.Write(name + ".key", KeyPem));

    public void Dispose() => Certificate.Dispose();
}
