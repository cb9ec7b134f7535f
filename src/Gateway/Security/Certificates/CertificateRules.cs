using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Security.Certificates;

/// <summary>Certificates load, match their keys, are in date and for servers, and no name has two.</summary>
/// <param name="time">The clock of the dates.</param>
internal sealed class CertificateRules(TimeProvider time) : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var certificates = configuration.Options.Certificates;
        return certificates.Index().SelectMany(entry => CheckServer($"Gateway:Certificates:{entry.Index}", entry.Item))
            .Concat(Overlaps(certificates))
            .Concat(configuration.Options.SecurityPolicies.SelectMany(policy =>
                CheckClients($"Gateway:SecurityPolicies:{policy.Key}:ClientCertificates", policy.Value.ClientCertificates)))
            .Concat(CheckClients("Gateway:Admin:ClientCertificates", configuration.Options.Admin.ClientCertificates));
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        if (configuration.Options.Certificates.Count == 0)
        {
            yield break;
        }

        var certificates = ServerCertificates.Load(configuration.Options.Certificates);
        foreach (var (index, certificate) in certificates.All.Index())
        {
            var path = $"Gateway:Certificates:{index}";
            foreach (var warning in ServerCertificateWarnings.Of(certificate, configuration.Options, time.GetUtcNow()))
            {
                yield return new ConfigurationFault($"{path}:Path", warning);
            }

            var hosts = configuration.Options.Certificates[index].Hosts;
            foreach (var (hostIndex, host) in hosts.Index().Where(entry => !CertificateNames.Cover(certificate.Leaf, entry.Item)))
            {
                yield return new ConfigurationFault(
                    $"{path}:Hosts:{hostIndex}",
                    $"The certificate '{certificate.Leaf.Subject}' is not for '{host}' but for {Names(certificate.Leaf)}; clients will "
                    + "refuse it.");
            }
        }

        foreach (var host in ServerCertificateWarnings.HostsWithout(certificates, configuration.Options))
        {
            yield return new ConfigurationFault($"Gateway:Environments:{host.Environment}:Hosts:{host.Index}", host.Text);
        }
    }

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

        if (FaultOf(options) is var (setting, reason))
        {
            yield return new ConfigurationFault($"{path}:{setting}", reason);
        }
    }

    private static IEnumerable<ConfigurationFault> CheckClients(string path, ClientCertificateOptions? clients) => clients is null
        ? []
        : CertificateFileRules.Roots(path, clients.TrustedRoots)
            .Concat(CertificateFileRules.RevocationLists(path, clients.RevocationLists));

    private (string Setting, string Reason)? FaultOf(CertificateOptions options)
    {
        switch (UsableCertificate.Load(options, time.GetUtcNow()))
        {
            case CertificateFile.Unusable unusable:
                return (unusable.Setting, unusable.Reason);
            case CertificateFile.Loaded { Leaf: var leaf } when !CertificateNames.IsForServers(leaf):
                return ("Path",
                    $"The certificate '{leaf.Subject}' in '{options.Path}' is not for servers (its extended key usage lacks serverAuth); "
                    + "name one that is.");
            default:
                return null;
        }
    }
}
