using Gateway.Security.Certificates;

namespace Gateway.Admin.Dashboard;

/// <summary>The certificates that TLS clients are shown.</summary>
internal sealed class CertificateViews(IServiceProvider services, TimeProvider time)
{
    /// <summary>All of them, the one that expires first at the top; none where nothing is served over https.</summary>
    public IReadOnlyList<CertificateView> All() =>
        [.. CertificateView.Of(services.GetService<LiveCertificates>(), time.GetUtcNow()).OrderBy(certificate => certificate.Expires)];
}
