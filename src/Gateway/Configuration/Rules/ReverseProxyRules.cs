using System.Collections.Immutable;
using Gateway.Configuration.Form;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Rules;

/// <summary>What YARP's own validation leaves to the first request: addresses that are none, clusters that are not there.</summary>
internal sealed class ReverseProxyRules : IConfigurationRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        DanglingRoutes(configuration).Concat(Addresses(configuration));

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        var used = configuration.Options.Repositories.Values
            .SelectMany(repository => Mounting.EnvironmentsOf(repository, configuration.Options).SelectMany(environment =>
                repository.Upstreams.Select(upstream => Mounting.UpstreamIn(environment, upstream))))
            .Concat(configuration.Routes.Select(route => route.ClusterId ?? ""))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unused = configuration.Clusters.Keys.Where(id => !used.Contains(id)).Select(id => new ConfigurationFault(
            $"ReverseProxy:Clusters:{id}", $"No repository and no route asks the cluster '{id}'."));
        var empty = configuration.Clusters.Values
            .Where(cluster => cluster.Destinations is not { Count: > 0 })
            .Select(cluster => new ConfigurationFault(
                $"ReverseProxy:Clusters:{cluster.ClusterId}:Destinations",
                "The cluster has no destination; requests to it are answered with 503."));
        return unused.Concat(empty);
    }

    private static IEnumerable<ConfigurationFault> DanglingRoutes(LoadedConfiguration configuration) =>
        configuration.Routes
            .Where(route => !configuration.Clusters.ContainsKey(route.ClusterId ?? ""))
            .Select(route => new ConfigurationFault(
                $"ReverseProxy:Routes:{route.RouteId}:ClusterId",
                string.IsNullOrEmpty(route.ClusterId)
                    ? "The route names no cluster; write the id of one in ReverseProxy:Clusters."
                    : Dangling.Name("cluster", route.ClusterId, [.. configuration.Clusters.Keys], "ReverseProxy:Clusters")));

    private static IEnumerable<ConfigurationFault> Addresses(LoadedConfiguration configuration) =>
        from cluster in configuration.Clusters
        from destination in cluster.Value.Destinations ?? ImmutableDictionary<string, DestinationConfig>.Empty
        from setting in new[] { (Name: "Address", Value: destination.Value.Address), (Name: "Health", Value: destination.Value.Health) }
        where setting.Name == "Address" || setting.Value is not null
        let path = $"ReverseProxy:Clusters:{cluster.Key}:Destinations:{destination.Key}:{setting.Name}"
        where !IsAddress(setting.Value)
        select new ConfigurationFault(
            path,
            $"{ShownValue.Of(path, setting.Value ?? "")} is not a server's address; "
            + "write http or https and a host, as in http://127.0.0.1:4873/.");

    private static bool IsAddress(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed is { Scheme: "http" or "https", Host.Length: > 0 };
}
