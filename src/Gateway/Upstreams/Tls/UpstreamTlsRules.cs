using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Upstreams.Tls;

/// <summary>Transport security towards upstreams: files can be used, names are names, and turning it off is shouted about.</summary>
/// <param name="time">The clock of the dates.</param>
internal sealed class UpstreamTlsRules(TimeProvider time) : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        configuration.Options.Upstreams.SelectMany(upstream => Check(
            $"Gateway:Upstreams:{upstream.Key}:Tls",
            upstream.Value.Tls,
            configuration.Clusters.GetValueOrDefault(upstream.Key)?.HttpClient?.WebProxy is not null));

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration) =>
        configuration.Clusters.Values
            .Where(cluster => cluster.HttpClient?.DangerousAcceptAnyServerCertificate == true)
            .Select(cluster => new ConfigurationFault(
                $"ReverseProxy:Clusters:{cluster.ClusterId}:HttpClient:DangerousAcceptAnyServerCertificate",
                $"CERTIFICATE VERIFICATION IS OFF for upstream '{cluster.ClusterId}': whoever stands on the way to it can read and change "
                + "everything, packages and credentials alike. Take this out; a root of your own is named under "
                + $"Gateway:Upstreams:{cluster.ClusterId}:Tls:TrustedRoots, another name under ServerName."))
            .Concat(configuration.Options.Upstreams.SelectMany(upstream =>
                Warn($"Gateway:Upstreams:{upstream.Key}:Tls", upstream.Value.Tls)));

    private IEnumerable<ConfigurationFault> Check(string path, UpstreamTlsOptions tls, bool hasWebProxy)
    {
        foreach (var fault in CertificateFileRules.Roots(path, tls.TrustedRoots)
            .Concat(CertificateFileRules.RevocationLists(path, tls.RevocationLists)))
        {
            yield return fault;
        }

        if (tls.ClientCertificate is { } client
            && UsableCertificate.Load(ClientCertificateFile.FilesOf(client), time.GetUtcNow()) is CertificateFile.Unusable unusable)
        {
            yield return new ConfigurationFault($"{path}:ClientCertificate", unusable.Reason);
        }

        if (tls.RevocationLists.Count > 0 && tls.Revocation != RevocationCheck.Offline)
        {
            yield return new ConfigurationFault(
                $"{path}:RevocationLists", $"Lists are asked with Revocation Offline, but it is {tls.Revocation}; write Offline.");
        }

        if (tls.ServerName is { } name && HostName.Normalise(name) is null)
        {
            yield return new ConfigurationFault(
                $"{path}:ServerName", $"'{name}' is not a host name; write one without scheme and port, such as npm.example.com.");
        }

        if (tls.ServerName is not null && hasWebProxy)
        {
            yield return new ConfigurationFault(
                $"{path}:ServerName",
                "Through a web proxy (HttpClient:WebProxy) the name in the destination's address is asked for; take one of the two out.");
        }
    }

    private IEnumerable<ConfigurationFault> Warn(string path, UpstreamTlsOptions tls)
    {
        if (tls is { Revocation: RevocationCheck.Offline, RevocationLists.Count: 0 })
        {
            yield return new ConfigurationFault(
                $"{path}:Revocation",
                "Offline without RevocationLists knows only what this machine happens to keep; name the lists of the authority.");
        }

        if (tls.ClientCertificate is not { } client
            || CertificateFile.Load(ClientCertificateFile.FilesOf(client)) is not CertificateFile.Loaded { Leaf: var leaf })
        {
            yield break;
        }

        if (UsableCertificate.EndsSoon(leaf, time.GetUtcNow()) is { } soon)
        {
            yield return new ConfigurationFault($"{path}:ClientCertificate", soon);
        }

        if (!CertificateNames.IsForClients(leaf))
        {
            yield return new ConfigurationFault(
                $"{path}:ClientCertificate",
                $"The certificate '{leaf.Subject}' is not for clients (its extended key usage lacks clientAuth); many servers refuse it.");
        }
    }
}
