using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>
/// Everything that one configuration means, immutable. A request takes the snapshot at its first stage and keeps it to its last,
/// so a reload never shows it two configurations.
/// </summary>
internal sealed class GatewaySnapshot
{
    private readonly FrozenDictionary<Type, object> _parts;

    /// <summary>Compiles a configuration that has passed every rule.</summary>
    /// <param name="revision">Tells snapshots apart; the revision of the proxy's configuration made from it.</param>
    /// <param name="source">The configuration.</param>
    /// <param name="parts">What the features compile from it.</param>
    public GatewaySnapshot(string revision, LoadedConfiguration source, IEnumerable<ISnapshotPart> parts)
    {
        Revision = revision;
        Source = source;
        Environments = EnvironmentCompiler.Compile(source.Options);
        Mounts = [.. Environments.SelectMany(environment => environment.Mounts).OrderBy(mount => mount.Index)];
        Hosts = new HostTable<GatewayEnvironment>(
            Environments.SelectMany(environment => environment.Hosts.Select(pattern => (pattern, environment))));
        TrustedProxies = new NetworkList(source.Options.TrustedProxies);
        _parts = parts.ToFrozenDictionary(part => part.PartType, part => part.Compile(this));
    }

    /// <summary>Tells snapshots apart.</summary>
    public string Revision { get; }

    /// <summary>The configuration it was made from.</summary>
    public LoadedConfiguration Source { get; }

    /// <summary>The environments.</summary>
    public ImmutableArray<GatewayEnvironment> Environments { get; }

    /// <summary>Every repository in every environment; <see cref="MountedRepository.Index"/> is the place.</summary>
    public ImmutableArray<MountedRepository> Mounts { get; }

    /// <summary>Chooses the environment by Host.</summary>
    public HostTable<GatewayEnvironment> Hosts { get; }

    /// <summary>Whose forwarding fields are believed.</summary>
    public NetworkList TrustedProxies { get; }

    /// <summary>Whether a Go repository asks an upstream.</summary>
    public bool IsGoProxy(string upstream) => Mounts.Any(mount =>
        mount.Options.Format == RepositoryFormat.Go && mount.Upstreams.Contains(upstream, StringComparer.OrdinalIgnoreCase));

    /// <summary>What a feature compiled.</summary>
    /// <typeparam name="T">The feature's part.</typeparam>
    public T Part<T>()
        where T : class => (T)_parts[typeof(T)];
}

/// <summary>Compiles a feature's own part of a snapshot.</summary>
internal interface ISnapshotPart
{
    /// <summary>The type by which the part is asked for.</summary>
    Type PartType { get; }

    /// <summary>Makes the part. Environments and mounts are compiled already.</summary>
    object Compile(GatewaySnapshot snapshot);
}
