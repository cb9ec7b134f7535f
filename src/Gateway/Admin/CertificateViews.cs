using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Environments;
using Gateway.Security.Certificates;
using Gateway.Upstreams.Tls;

namespace Gateway.Admin;

/// <summary>The certificates that the gateway shows: to TLS clients, and of its own to upstreams.</summary>
internal sealed class CertificateViews(IServiceProvider services, GatewayState state, UpstreamTrusts upstreams, TimeProvider time)
{
    private readonly LiveCertificates? _servers = services.GetService<LiveCertificates>();

    /// <summary>Those of the server in the order of the configuration, then those towards upstreams.</summary>
    public IReadOnlyList<CertificateView> All() => [.. Servers(), .. Clients()];

    /// <summary>What TLS clients of an environment's hosts will complain of, by the environment's name.</summary>
    public ILookup<string, string> HostsWithout() =>
        (_servers is { } servers ? ServerCertificateWarnings.HostsWithout(servers.Current, state.Current.Snapshot.Source.Options) : [])
            .ToLookup(host => host.Environment, host => host.Text, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<CertificateView> Servers() => _servers is not { } servers
        ? []
        : servers.Current.All.Select(certificate => ViewOf(certificate.Leaf, certificate.Path) with
        {
            Names = certificate.Names,
            Fault = servers.Stale.FirstOrDefault(stale => stale.Path == certificate.Path)?.Reason,
            Warnings = [.. ServerCertificateWarnings.Of(certificate, state.Current.Snapshot.Source.Options, time.GetUtcNow())],
        });

    private IEnumerable<CertificateView> Clients() =>
        from upstream in state.Current.Snapshot.Source.Clusters.Keys.Order(StringComparer.OrdinalIgnoreCase)
        let trust = upstreams.Find(upstream)
        let shown = trust?.Current.Shown?.TargetCertificate
        where shown is not null
        select ViewOf(shown, trust.ClientCertificate!) with
        {
            Upstream = upstream,
            Names = CertificateNames.DnsOf(shown),
            Fault = trust.Fault,
            Warnings = [.. new[] { UsableCertificate.EndsSoon(shown, time.GetUtcNow()) }.OfType<string>()],
        };

    private CertificateView ViewOf(X509Certificate2 certificate, string path) => new(
        certificate.Subject,
        [],
        CertificateDates.To(certificate),
        (CertificateDates.To(certificate) - time.GetUtcNow()).Days,
        path,
        Fault: null,
        Upstream: null,
        Warnings: []);
}
