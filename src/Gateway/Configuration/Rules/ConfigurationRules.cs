using System.Collections.Immutable;

namespace Gateway.Configuration.Rules;

/// <summary>The rules that need nothing but the configuration itself.</summary>
internal static class ConfigurationRules
{
    /// <summary>Every one of them.</summary>
    public static ImmutableArray<IConfigurationRule> All { get; } =
    [
        new NameRules(),
        new EnvironmentSettingsRules(),
        new RepositoryRules(),
        new MountRules(),
        new UpstreamRules(),
        new NetworkRules(),
        new AccessRules(),
        new ListenerRules(),
        new ReverseProxyRules(),
        new CacheRules(),
        new PlaceholderRules(),
    ];
}
