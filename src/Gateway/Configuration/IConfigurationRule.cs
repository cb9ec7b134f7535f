namespace Gateway.Configuration;

/// <summary>A feature's rules over the whole configuration: dangling names, overlaps, ranges, files that do not load.</summary>
internal interface IConfigurationRule
{
    /// <summary>
    /// Every fault at once; none when the feature could start with this configuration. Changes nothing, and never throws:
    /// it is also asked about a configuration of which some values could not be read and are at their defaults.
    /// </summary>
    /// <param name="configuration">The configuration, as far as it could be read.</param>
    IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration);

    /// <summary>What works but is probably not meant, or will soon not work. Asked only when there is no fault.</summary>
    /// <param name="configuration">A configuration without a fault.</param>
    IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration) => [];
}
