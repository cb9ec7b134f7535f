using System.Buffers;

namespace Gateway.Configuration.Rules;

/// <summary>Names of environments and repositories go into metric labels, log lines and ids of routes; they are plain words.</summary>
internal sealed class NameRules : IConfigurationRule
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        Check("Environments", "an environment", configuration.Options.Environments.Keys)
            .Concat(Check("Repositories", "a repository", configuration.Options.Repositories.Keys))
            .Concat(Check("SecurityPolicies", "a security policy", configuration.Options.SecurityPolicies.Keys));

    private static IEnumerable<ConfigurationFault> Check(string section, string what, IEnumerable<string> names) =>
        names
            .Where(name => name.Length == 0 || name.AsSpan().ContainsAnyExcept(Allowed))
            .Select(name => new ConfigurationFault(
                ConfigurationPath.Of(GatewayOptions.Section, section, name),
                $"'{name}' is not a name for {what}; use letters, digits, hyphens, underscores and dots."));
}
