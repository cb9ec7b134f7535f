namespace Gateway.Configuration.Rules;

/// <summary>Repositories among each other: the environments they name exist, and no two of them take one path.</summary>
internal sealed class MountRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        var options = configuration.Options;
        return options.Repositories.SelectMany(entry => UnknownEnvironments(entry.Key, entry.Value, options)).Concat(Overlaps(options));
    }

    private static IEnumerable<ConfigurationFault> UnknownEnvironments(string name, RepositoryOptions repository, GatewayOptions options) =>
        repository.Environments
            .Select((environment, index) => (environment, index))
            .Where(entry => !options.Environments.ContainsKey(entry.environment))
            .Select(entry => new ConfigurationFault(
                $"Gateway:Repositories:{name}:Environments:{entry.index}",
                Dangling.Name("environment", entry.environment, options.Environments.Keys, "Gateway:Environments")));

    // A path below another is fine: the longest match wins. The same path twice has no winner.
    private static IEnumerable<ConfigurationFault> Overlaps(GatewayOptions options) =>
        from one in options.Repositories.Index()
        from other in options.Repositories.Take(one.Index)
        where one.Item.Value.Path.Length > 0 && one.Item.Value.Path == other.Value.Path
        let common = Mounting.EnvironmentsOf(one.Item.Value, options)
            .Intersect(Mounting.EnvironmentsOf(other.Value, options), StringComparer.Ordinal).ToList()
        where common.Count > 0
        select new ConfigurationFault(
            $"Gateway:Repositories:{one.Item.Key}:Path",
            $"'{one.Item.Value.Path}' is also the path of repository '{other.Key}' in {string.Join(", ", common)}; "
            + "give one of them another path, or list different environments.");
}
