using Gateway.Configuration.Form;

namespace Gateway.Configuration.Rules;

/// <summary>Every environment can be reached, and its security policy exists.</summary>
internal sealed class EnvironmentSettingsRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var policies = SecurityPolicyOptions.BuiltInNames
            .Union(configuration.Options.SecurityPolicies.Keys, StringComparer.OrdinalIgnoreCase)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, environment) in configuration.Options.Environments)
        {
            var path = ConfigurationPath.Of(GatewayOptions.Section, nameof(GatewayOptions.Environments), name);
            if (environment.Hosts.Count == 0)
            {
                yield return new ConfigurationFault(
                    $"{path}:Hosts",
                    $"Environment '{name}' has no host, so no request can reach it; write at least one, such as modules.example.com.");
            }

            if (!policies.Contains(environment.SecurityPolicy))
            {
                yield return new ConfigurationFault($"{path}:SecurityPolicy", Unknown(environment.SecurityPolicy, policies));
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        var options = configuration.Options;
        if (options.Environments.Count == 0)
        {
            yield return new ConfigurationFault(
                "Gateway:Environments",
                "No environment is configured, so every request is answered with 421; write at least one with its hosts.");
        }

        foreach (var name in options.SecurityPolicies.Keys.Except(SecurityPolicyOptions.BuiltInNames, StringComparer.OrdinalIgnoreCase))
        {
            if (!options.Environments.Values.Any(used => string.Equals(used.SecurityPolicy, name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new ConfigurationFault(
                    $"Gateway:SecurityPolicies:{name}", $"No environment uses the security policy '{name}'.");
            }
        }
    }

    private static string Unknown(string policy, IReadOnlyCollection<string> known) =>
        $"There is no security policy '{policy}'; "
        + (NameSuggestion.For(policy, known) is { } meant
            ? $"did you mean '{meant}'?"
            : $"write one under Gateway:SecurityPolicies or use one of {string.Join(", ", known)}.");
}
