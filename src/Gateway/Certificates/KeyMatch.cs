using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>Whether a key and a certificate belong together, and the two of them as one.</summary>
internal static class KeyMatch
{
    /// <summary>Whether the certificate was made for this key: its public key is the key's own.</summary>
    public static bool Matches(X509Certificate2 certificate, AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => certificate.GetRSAPublicKey() is { } of && Same(of.ExportRSAPublicKey(), rsa.ExportRSAPublicKey()),
        ECDsa curve => certificate.GetECDsaPublicKey() is { } of
            && Same(of.ExportSubjectPublicKeyInfo(), curve.ExportSubjectPublicKeyInfo()),
        _ => false,
    };

    /// <summary>The certificate with its key.</summary>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => certificate.CopyWithPrivateKey(rsa),
        ECDsa curve => certificate.CopyWithPrivateKey(curve),
        _ => throw new ArgumentException($"A key of type {key.GetType().Name} cannot be used.", nameof(key)),
    };

    private static bool Same(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);
}
