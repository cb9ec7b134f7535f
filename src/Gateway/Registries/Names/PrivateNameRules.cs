using Gateway.Configuration;
using Gateway.Configuration.Rules;

namespace Gateway.Registries.Names;

/// <summary>The patterns of every <c>Private</c> list can be read, and somebody may be asked for what they name.</summary>
internal sealed class PrivateNameRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        foreach (var (name, repository) in configuration.Options.Repositories)
        {
            for (var i = 0; i < repository.Private.Count; i++)
            {
                if (PrivateNames.FaultOf(repository.Format, repository.Private[i]) is { } fault)
                {
                    yield return new ConfigurationFault($"Gateway:Repositories:{name}:Private:{i}", fault);
                }
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        var options = configuration.Options;
        foreach (var (name, repository) in options.Repositories.Where(entry => entry.Value.Private.Count > 0))
        {
            var without = Mounting.EnvironmentsOf(repository, options)
                .Where(environment => !repository.Upstreams.Any(upstream =>
                    options.Upstreams.GetValueOrDefault(Mounting.UpstreamIn(environment, upstream)) is { Private: true }))
                .ToList();
            if (without.Count > 0)
            {
                yield return new ConfigurationFault(
                    $"Gateway:Repositories:{name}:Private",
                    $"No upstream of '{name}' is marked private in {string.Join(", ", without)}, so every private name is refused there "
                    + "with 403; mark the one that has them with Gateway:Upstreams:ID:Private, or take the patterns out.");
            }
        }
    }
}
