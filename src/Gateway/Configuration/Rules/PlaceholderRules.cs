using System.Collections.Immutable;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Rules;

/// <summary>
/// What the shipped production settings leave to be filled in: every name below <c>your-company.example</c>, which no DNS server
/// will ever know (RFC 2606 §2). Served as it is, nothing would work and nothing would say why.
/// </summary>
internal sealed class PlaceholderRules : IConfigurationRule
{
    private const string Placeholder = "your-company.example";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var hosts =
            from environment in configuration.Options.Environments
            from host in environment.Value.Hosts.Index()
            select (Path: $"Gateway:Environments:{environment.Key}:Hosts:{host.Index}", Value: host.Item, Meant: "your own host name");
        var addresses =
            from cluster in configuration.Clusters
            from destination in cluster.Value.Destinations ?? ImmutableDictionary<string, DestinationConfig>.Empty
            select (
                Path: $"ReverseProxy:Clusters:{cluster.Key}:Destinations:{destination.Key}:Address",
                Value: destination.Value.Address,
                Meant: "the address of your own registry");
        return hosts.Concat(addresses)
            .Where(entry => entry.Value?.Contains(Placeholder, StringComparison.OrdinalIgnoreCase) == true)
            .Select(entry => new ConfigurationFault(entry.Path, $"'{entry.Value}' is a placeholder; write {entry.Meant}."));
    }
}
