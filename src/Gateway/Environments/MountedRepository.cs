using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>A repository in one environment: what a route of the proxy stands for.</summary>
/// <param name="Index">Its place among all of the snapshot, so that a feature can keep its own part in an array.</param>
/// <param name="EnvironmentName">The environment.</param>
/// <param name="Name">The repository.</param>
/// <param name="Options">What the configuration says of it.</param>
/// <param name="Upstreams">Cluster ids in the order they are asked, <c>{environment}</c> replaced.</param>
internal sealed record MountedRepository(
    int Index,
    string EnvironmentName,
    string Name,
    RepositoryOptions Options,
    ImmutableArray<string> Upstreams)
{
    /// <summary>The id of the YARP route. A slash cannot stand in an environment's name, so ids are unique.</summary>
    public string RouteId => RouteIdOf(EnvironmentName, Name);

    /// <summary>The id of the YARP route of a repository in an environment.</summary>
    public static string RouteIdOf(string environment, string repository) => $"{environment}/{repository}";

    /// <summary>An upstream's id in an environment.</summary>
    public static string UpstreamId(string pattern, string environment) =>
        pattern.Replace("{environment}", environment, StringComparison.Ordinal);
}
