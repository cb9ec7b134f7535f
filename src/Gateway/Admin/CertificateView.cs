using Gateway.Security.Certificates;

namespace Gateway.Admin;

/// <summary>A server certificate, as <c>GET /api/certificates</c> shows it.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Names">The server names it is shown for.</param>
/// <param name="Expires">The last moment it is valid.</param>
/// <param name="DaysLeft">Whole days until then; negative when it is past.</param>
/// <param name="Path">Its file.</param>
/// <param name="Fault">Why what the file holds now is not what is shown; null when it is.</param>
internal sealed record CertificateView(
    string Subject, IReadOnlyList<string> Names, DateTimeOffset Expires, int DaysLeft, string Path, string? Fault)
{
    /// <summary>The certificates in force.</summary>
    public static IEnumerable<CertificateView> Of(LiveCertificates? certificates, DateTimeOffset now) => certificates is null
        ? []
        : certificates.Current.All.Zip(certificates.Paths, (certificate, path) => new CertificateView(
            certificate.Leaf.Subject,
            certificate.Names,
            CertificateDates.To(certificate.Leaf),
            (CertificateDates.To(certificate.Leaf) - now).Days,
            path,
            certificates.Stale.FirstOrDefault(stale => stale.Path == path)?.Reason));
}
