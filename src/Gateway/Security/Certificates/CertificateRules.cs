using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Security.Identities;

namespace Gateway.Security.Certificates;

/// <summary>Certificates load, match their keys, are in date and for servers, and no name has two; so do those towards upstreams.</summary>
/// <param name="time">The clock of the dates.</param>
internal sealed class CertificateRules(TimeProvider time) : IConfigurationRule
{
    /// <summary>Time enough for an order, an approval and a change window.</summary>
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var certificates = configuration.Options.Certificates;
        return certificates.Index().SelectMany(entry => CheckServer($"Gateway:Certificates:{entry.Index}", entry.Item))
            .Concat(Overlaps(certificates))
            .Concat(configuration.Options.Upstreams.SelectMany(upstream =>
                CheckUpstream($"Gateway:Upstreams:{upstream.Key}:Tls", upstream.Value.Tls)))
            .Concat(configuration.Options.SecurityPolicies.SelectMany(policy =>
                CheckClients($"Gateway:SecurityPolicies:{policy.Key}:ClientCertificates", policy.Value.ClientCertificates)))
            .Concat(CheckClients("Gateway:Admin:ClientCertificates", configuration.Options.Admin.ClientCertificates));
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        foreach (var (index, options) in configuration.Options.Certificates.Index())
        {
            if (CertificateFile.Load(options) is not CertificateFile.Loaded { Leaf: var leaf })
            {
                continue;
            }

            var path = $"Gateway:Certificates:{index}";
            if (CertificateDates.To(leaf) - time.GetUtcNow() is var left && left < SoonExpired)
            {
                yield return new ConfigurationFault(
                    $"{path}:Path",
                    $"The certificate '{leaf.Subject}' expires on {Day(CertificateDates.To(leaf))}, in {left.Days} days; renew it.");
            }

            foreach (var (hostIndex, host) in options.Hosts.Index().Where(entry => !CertificateNames.Cover(leaf, entry.Item)))
            {
                yield return new ConfigurationFault(
                    $"{path}:Hosts:{hostIndex}",
                    $"The certificate '{leaf.Subject}' is not for '{host}' but for {Names(leaf)}; clients will refuse it.");
            }
        }
    }

    private static string Day(DateTimeOffset moment) => CertificateDates.Day(moment);

    private static string Names(X509Certificate2 leaf) =>
        CertificateNames.DnsOf(leaf) is { Count: > 0 } names ? string.Join(", ", names) : "no name";

    private static IEnumerable<ConfigurationFault> Overlaps(List<CertificateOptions> certificates)
    {
        var owners = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, options) in certificates.Index())
        {
            foreach (var (hostIndex, host) in options.Hosts.Index())
            {
                if (!owners.TryAdd(host, index))
                {
                    yield return new ConfigurationFault(
                        $"Gateway:Certificates:{index}:Hosts:{hostIndex}",
                        $"'{host}' already has the certificate Gateway:Certificates:{owners[host]}; take it out of one of them.");
                }
            }
        }
    }

    private IEnumerable<ConfigurationFault> CheckServer(string path, CertificateOptions options)
    {
        foreach (var (index, host) in options.Hosts.Index())
        {
            if (!HostPattern.TryParse(host, out var pattern, out var fault))
            {
                yield return new ConfigurationFault($"{path}:Hosts:{index}", fault!);
            }
            else if (pattern!.Port is not null)
            {
                yield return new ConfigurationFault(
                    $"{path}:Hosts:{index}", $"'{host}' has a port, which a TLS server name never has; write the name alone.");
            }
        }

        if (FaultOf(options, isServer: true) is var (setting, reason))
        {
            yield return new ConfigurationFault($"{path}:{setting}", reason);
        }
    }

    private IEnumerable<ConfigurationFault> CheckUpstream(string path, UpstreamTlsOptions tls)
    {
        foreach (var fault in CheckRoots(path, tls.TrustedRoots))
        {
            yield return fault;
        }

        if (tls.ClientCertificate is { } client && FaultOf(new CertificateOptions { Path = client }, isServer: false) is var (_, reason))
        {
            yield return new ConfigurationFault($"{path}:ClientCertificate", reason);
        }
    }

    private static IEnumerable<ConfigurationFault> CheckClients(string path, ClientCertificateOptions? clients) => clients is null ? [] :
    [
        .. CheckRoots(path, clients.TrustedRoots),
        .. CheckFiles(
            $"{path}:RevocationLists",
            clients.RevocationLists,
            (file, bytes) => RevocationList.Read(bytes) is null
                ? $"'{file}' is no certificate revocation list that can be used; name a complete one of the authority itself, PEM or DER."
                : null),
    ];

    private static IEnumerable<ConfigurationFault> CheckRoots(string path, List<string> roots) => CheckFiles(
        $"{path}:TrustedRoots",
        roots,
        (file, bytes) => CertificateFile.ReadAll(bytes, password: null) is null
            ? $"'{file}' holds no certificate; name a PEM file with roots."
            : null);

    private static IEnumerable<ConfigurationFault> CheckFiles(string path, List<string> files, Func<string, byte[], string?> faultOf)
    {
        foreach (var (index, file) in files.Index())
        {
            if ((CertificateFile.Read(file) is { } bytes ? faultOf(file, bytes) : CertificateFile.Unreadable(file)) is { } fault)
            {
                yield return new ConfigurationFault($"{path}:{index}", fault);
            }
        }
    }

    private (string Setting, string Reason)? FaultOf(CertificateOptions options, bool isServer)
    {
        var file = CertificateFile.Load(options);
        if (file is not CertificateFile.Loaded { Leaf: var leaf })
        {
            var unusable = (CertificateFile.Unusable)file;
            return (unusable.Setting, unusable.Reason);
        }

        var shown = $"The certificate '{leaf.Subject}' in '{options.Path}'";
        if (CertificateDates.To(leaf) < time.GetUtcNow())
        {
            return ("Path", $"{shown} expired on {Day(CertificateDates.To(leaf))}; renew it.");
        }

        if (CertificateDates.From(leaf) > time.GetUtcNow())
        {
            return ("Path", $"{shown} is valid only from {Day(CertificateDates.From(leaf))}; check the clock, or wait.");
        }

        return isServer && !CertificateNames.IsForServers(leaf)
            ? ("Path", $"{shown} is not for servers (its extended key usage lacks serverAuth); name one that is.")
            : null;
    }
}
