using Gateway.Environments;

namespace Gateway.Admin;

/// <summary>The environments in force, as <c>GET /api/environments</c> shows them.</summary>
/// <param name="Revision">The revision of the configuration.</param>
/// <param name="Since">When it came into force.</param>
/// <param name="LastReloadSuccessful">Whether the last reading of the configuration took effect.</param>
/// <param name="Environments">The environments.</param>
internal sealed record EnvironmentView(
    string Revision, DateTimeOffset Since, bool LastReloadSuccessful, IReadOnlyList<EnvironmentView.One> Environments)
{
    /// <summary>Makes the view; the warnings are about hosts, by the name of the environment.</summary>
    public static EnvironmentView Of(PublishedSnapshot published, bool lastReloadSuccessful, ILookup<string, string> warnings) => new(
        published.Snapshot.Revision,
        published.Since,
        lastReloadSuccessful,
        [.. published.Snapshot.Environments.Select(environment => new One(
            environment.Name,
            [.. environment.Hosts.Select(host => host.ToString())],
            environment.LogLevel.Level.ToString(),
            environment.PolicyName,
            [.. environment.Mounts.Select(mount =>
                new Mounted(mount.Name, mount.Options.Format.ToString(), mount.Options.Path, mount.Upstreams))],
            [.. warnings[environment.Name]]))]);

    /// <summary>An environment.</summary>
    internal sealed record One(
        string Name,
        IReadOnlyList<string> Hosts,
        string LogLevel,
        string SecurityPolicy,
        IReadOnlyList<Mounted> Repositories,
        IReadOnlyList<string> Warnings);

    /// <summary>A repository in it.</summary>
    internal sealed record Mounted(string Name, string Format, string Path, IReadOnlyList<string> Upstreams);
}
