using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>A client certificate with what the client sent to lead to a root.</summary>
/// <param name="Leaf">The certificate; the handshake proved that the client has its key.</param>
/// <param name="Intermediates">What came with it, unchecked.</param>
internal sealed record PeerCertificate(X509Certificate2 Leaf, ImmutableArray<X509Certificate2> Intermediates)
{
    /// <summary>Longer chains than this are not looked at; real ones have one or two intermediates.</summary>
    private const int MostIntermediates = 8;

    /// <summary>Tells certificates with their intermediates apart.</summary>
    public string Key { get; } = KeyOf(Leaf, Intermediates);

    /// <summary>What a handshake showed. Copies, since the handshake disposes of its own.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="chain">What the platform made of it, and of what came with it.</param>
    public static PeerCertificate Of(X509Certificate2 leaf, X509Chain? chain) => new(
        Copy(leaf),
        [
            .. (chain?.ChainPolicy.ExtraStore ?? [])
                .Where(other => !other.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span))
                .Take(MostIntermediates)
                .Select(Copy),
        ]);

    private static X509Certificate2 Copy(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);

    private static string KeyOf(X509Certificate2 leaf, ImmutableArray<X509Certificate2> intermediates)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(leaf.RawDataMemory.Span);
        foreach (var other in intermediates)
        {
            hash.AppendData(other.RawDataMemory.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
