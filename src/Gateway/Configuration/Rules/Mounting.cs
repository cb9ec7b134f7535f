namespace Gateway.Configuration.Rules;

/// <summary>How repositories relate to environments, by their options alone.</summary>
internal static class Mounting
{
    /// <summary>What stands for the environment's name in an upstream's id.</summary>
    public const string EnvironmentPlaceholder = "{environment}";

    /// <summary>The environments that a repository is mounted in: those it lists, as far as they exist, or every one.</summary>
    public static IEnumerable<string> EnvironmentsOf(RepositoryOptions repository, GatewayOptions options) =>
        repository.Environments.Count == 0
            ? options.Environments.Keys
            : options.Environments.Keys.Where(name => repository.Environments.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>An upstream's id in an environment.</summary>
    public static string UpstreamIn(string environment, string upstream) =>
        upstream.Replace(EnvironmentPlaceholder, environment, StringComparison.Ordinal);
}
