using Gateway.Configuration;

namespace Gateway.Registries.Names;

/// <summary>The patterns of every <c>Private</c> list can be read.</summary>
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
}
