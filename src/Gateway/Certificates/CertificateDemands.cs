using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>What the holder of a certificate is to us.</summary>
internal enum CertificateUse
{
    /// <summary>Who asks the gateway.</summary>
    Client,

    /// <summary>Whom the gateway asks.</summary>
    Server,
}

/// <summary>What is demanded of the certificate of whoever is at the other end.</summary>
/// <param name="Use">What its holder is to us.</param>
/// <param name="Roots">The only roots that are trusted; null for the system's.</param>
/// <param name="Revocation">How the platform asks whether it was taken back.</param>
/// <param name="Lists">Lists that are asked instead. With any, a chain without one is refused.</param>
internal sealed record CertificateDemands(
    CertificateUse Use, X509Certificate2Collection? Roots, X509RevocationMode Revocation, ImmutableArray<RevocationList> Lists);
