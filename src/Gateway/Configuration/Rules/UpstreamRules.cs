namespace Gateway.Configuration.Rules;

/// <summary>Upstreams exist as clusters, their time limits fit each other, their secrets can be read.</summary>
internal sealed class UpstreamRules : IConfigurationRule
{
    /// <summary>A larger body belongs to an artifact; held for each request under way, it would fill the memory.</summary>
    private static readonly ByteSize MostHeld = ByteSize.FromMebibytes(16);

    private const string ClusterSection = "ReverseProxy:Clusters";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration)
    {
        IReadOnlyCollection<string> clusters = [.. configuration.Clusters.Keys];
        var dangling =
            from repository in configuration.Options.Repositories
            from upstream in repository.Value.Upstreams.Index()
            from missing in MissingClusters(repository.Value, upstream.Item, configuration)
            select new ConfigurationFault(
                $"Gateway:Repositories:{repository.Key}:Upstreams:{upstream.Index}",
                Dangling.Name("cluster", missing, clusters, ClusterSection));
        return dangling
            .Concat(configuration.Options.Upstreams.SelectMany(entry =>
                Check($"Gateway:Upstreams:{entry.Key}", entry.Key, entry.Value, configuration)))
            .Concat(DestinationRules.Check(configuration));
    }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration) => configuration.Options.Upstreams.SelectMany(entry =>
        UpstreamTimeRules.Warn(
            $"Gateway:Upstreams:{entry.Key}:Resilience",
            entry.Value.Resilience,
            configuration.Clusters.GetValueOrDefault(entry.Key)?.HttpRequest?.ActivityTimeout));

    // One id may stand for many clusters; each that is missing is named, since each needs its own entry.
    private static IEnumerable<string> MissingClusters(RepositoryOptions repository, string upstream, LoadedConfiguration configuration) =>
        Mounting.EnvironmentsOf(repository, configuration.Options)
            .Select(environment => Mounting.UpstreamIn(environment, upstream))
            .DefaultIfEmpty(upstream)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(id => !configuration.Clusters.ContainsKey(id))
            .Where(id => !id.Contains(Mounting.EnvironmentPlaceholder, StringComparison.Ordinal));

    private static IEnumerable<ConfigurationFault> Check(
        string path, string id, UpstreamOptions upstream, LoadedConfiguration configuration)
    {
        if (!configuration.Clusters.ContainsKey(id))
        {
            yield return new ConfigurationFault(path, Dangling.Name("cluster", id, [.. configuration.Clusters.Keys], ClusterSection));
        }

        if (UpstreamTimeRules.Check(path, upstream.Resilience) is { } contradiction)
        {
            yield return contradiction;
        }

        if (upstream.Resilience.MaxHeldBodySize.Bytes > MostHeld.Bytes)
        {
            yield return new ConfigurationFault(
                $"{path}:Resilience:MaxHeldBodySize",
                $"'{upstream.Resilience.MaxHeldBodySize}' for each request would fill the memory; it must be at most {MostHeld}.");
        }

        if (upstream.Authorization is not { } authorization)
        {
            yield break;
        }

        if (authorization.Scheme.Length == 0 || !authorization.Scheme.All(IsTokenCharacter))
        {
            yield return new ConfigurationFault(
                $"{path}:Authorization:Scheme",
                "This is not the name of an authentication scheme; write one word, such as Bearer or Basic.");
        }

        if (SecretText.Read(authorization) is SecretText.Unusable secret)
        {
            yield return new ConfigurationFault($"{path}:Authorization:{secret.Setting}", secret.Reason);
        }
    }

    // RFC 9110 §5.6.2.
    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character);
}
