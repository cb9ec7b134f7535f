using System.Collections.Immutable;
using Gateway.Configuration.Form;
using HostEnvironments = Microsoft.Extensions.Hosting.Environments;

namespace Gateway.Configuration;

/// <summary>
/// Reads the whole configuration and names everything that is wrong with it at once: first the form (unknown keys, values that
/// do not convert), then the rules of the features on what could be read, so that one start shows a misspelt key, a dangling name
/// and a bad size together.
/// </summary>
/// <param name="rules">The rules of the features.</param>
internal sealed class ConfigurationReader(IEnumerable<IConfigurationRule> rules)
{
    private readonly ImmutableArray<IConfigurationRule> _rules = [.. rules];

    /// <summary>Reads and checks. Opens the files that the configuration names, changes nothing.</summary>
    /// <param name="configuration">The root of the configuration.</param>
    /// <param name="hostEnvironment">The host's environment name.</param>
    public ConfigurationReading Read(IConfiguration configuration, string hostEnvironment)
    {
        var form = new List<ConfigurationFault>();
        form.AddRange(TopLevelNames.Check(configuration));
        var options = (GatewayOptions)new SectionReader(form).ReadObject(
            configuration.GetSection(GatewayOptions.Section), typeof(GatewayOptions));
        var (clusters, routes) = ReverseProxySection.Read(configuration.GetSection(ReverseProxySection.Name), form);
        var loaded = new LoadedConfiguration(options, clusters, routes)
        {
            HttpsWithoutCertificate = HttpsEndpoints.WithoutCertificate(configuration),
            IsDevelopment = string.Equals(hostEnvironment, HostEnvironments.Development, StringComparison.OrdinalIgnoreCase),
        };

        var faults = form
            .Concat(_rules.SelectMany(rule => rule.Check(loaded)).Where(fault => !FollowsFrom(fault, form)))
            .Distinct()
            .OrderBy(fault => fault.Path, ConfigurationPath.Order)
            .ToImmutableArray();
        return faults.IsEmpty
            ? new ConfigurationReading.Valid(loaded, [.. _rules.SelectMany(rule => rule.Warn(loaded)).Distinct()])
            : new ConfigurationReading.Faulty(faults);
    }

    // A value that could not be read was left at its default; what a rule then says of it would send the reader astray.
    private static bool FollowsFrom(ConfigurationFault fault, List<ConfigurationFault> form) =>
        form.Exists(cause => ConfigurationPath.IsAtOrBelow(fault.Path, cause.Path));
}
