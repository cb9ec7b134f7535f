using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Identities;

/// <summary>A client certificate with what the client sent to lead to a root.</summary>
/// <param name="Leaf">The certificate; the handshake proved that the client has its key.</param>
/// <param name="Intermediates">What came with it, unchecked.</param>
internal sealed record PeerCertificate(X509Certificate2 Leaf, ImmutableArray<X509Certificate2> Intermediates)
{
    /// <summary>Longer chains than this are not looked at; real ones have one or two intermediates.</summary>
    private const int MostIntermediates = 8;

    /// <summary>The server hands on only the leaf, so the rest is kept beside it for as long as the leaf lives.</summary>
    private static readonly ConditionalWeakTable<X509Certificate2, PeerCertificate> Seen = [];

    /// <summary>Tells certificates with their intermediates apart.</summary>
    public string Key { get; } = KeyOf(Leaf, Intermediates);

    /// <summary>Keeps what a handshake showed. Copies are kept, since the handshake disposes of its own.</summary>
    public static void Remember(X509Certificate2 leaf, X509Chain? chain) => Seen.AddOrUpdate(leaf, new PeerCertificate(
        leaf,
        [
            .. (chain?.ChainPolicy.ExtraStore ?? [])
                .Where(other => !other.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span))
                .Take(MostIntermediates)
                .Select(other => X509CertificateLoader.LoadCertificate(other.RawDataMemory.Span)),
        ]));

    /// <summary>The certificate of a connection, with what the handshake showed beside it.</summary>
    public static PeerCertificate Of(X509Certificate2 leaf) =>
        Seen.TryGetValue(leaf, out var seen) ? seen : new PeerCertificate(leaf, []);

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
