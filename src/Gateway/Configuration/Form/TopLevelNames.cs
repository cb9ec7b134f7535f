using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Gateway.Configuration.Form;

/// <summary>
/// Finds a misspelt name of one of our own sections. Other top-level names are not ours to judge: hosting, logging and Kestrel
/// have theirs, and every environment variable of the machine is one.
/// </summary>
internal static class TopLevelNames
{
    /// <summary>Two slips in a name of seven letters or more; a third would reach real words.</summary>
    private const int Slips = 2;

    private static readonly string[] Ours = [GatewayOptions.Section, ReverseProxySection.Name];

    /// <summary>The faults of the top level.</summary>
    /// <param name="configuration">The root.</param>
    public static IEnumerable<ConfigurationFault> Check(IConfiguration configuration) =>
        from name in WrittenNames(configuration).Distinct(StringComparer.OrdinalIgnoreCase)
        from meant in Ours
        where NameSuggestion.Distance(name, meant) is > 0 and <= Slips
        select new ConfigurationFault(name, $"'{name}' is not a section that anything reads; did you mean '{meant}'?");

    private static IEnumerable<string> WrittenNames(IConfiguration configuration) =>
        configuration is IConfigurationRoot root
            ? root.Providers
                .Where(provider => provider is not EnvironmentVariablesConfigurationProvider)
                .SelectMany(provider => provider.GetChildKeys([], parentPath: null))
            : configuration.GetChildren().Select(section => section.Key);
}
