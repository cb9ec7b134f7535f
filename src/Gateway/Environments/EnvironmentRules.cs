using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>Hosts are hosts, and each chooses one environment.</summary>
internal sealed class EnvironmentRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, environment) in configuration.Options.Environments)
        {
            for (var i = 0; i < environment.Hosts.Count; i++)
            {
                var path = $"Gateway:Environments:{name}:Hosts:{i}";
                if (!HostPattern.TryParse(environment.Hosts[i], out var pattern, out var fault))
                {
                    yield return new ConfigurationFault(path, fault!);
                }
                else if (!owners.TryAdd(pattern!.ToString(), name))
                {
                    yield return new ConfigurationFault(path, $"'{environment.Hosts[i]}' already chooses environment "
                        + $"'{owners[pattern.ToString()]}'; a host chooses one environment. Take it out of one of them.");
                }
            }
        }
    }
}
