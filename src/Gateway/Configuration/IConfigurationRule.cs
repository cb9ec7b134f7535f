namespace Gateway.Configuration;

/// <summary>A feature's rules over the whole configuration: dangling names, overlaps, ranges, files that do not load.</summary>
internal interface IConfigurationRule
{
    /// <summary>Every fault at once; none when the feature could start with this configuration. Changes nothing.</summary>
    /// <param name="configuration">A configuration of right form.</param>
    IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration);
}
