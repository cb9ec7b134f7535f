using System.Collections.Immutable;
using Gateway.Environments;

namespace Gateway.Registries.Names;

/// <summary>The private names of each mounted repository, and who may hear them.</summary>
/// <param name="guards">By <see cref="MountedRepository.Index"/>.</param>
internal sealed class PrivateNameTable(ImmutableArray<PrivateNameGuard> guards)
{
    /// <summary>The guard of a mount.</summary>
    public PrivateNameGuard Of(MountedRepository mount) => guards[mount.Index];
}

/// <summary>Compiles <see cref="PrivateNameTable"/>.</summary>
internal sealed class PrivateNameTablePart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(PrivateNameTable);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot)
    {
        var upstreams = snapshot.Source.Options.Upstreams;
        return new PrivateNameTable(
        [
            .. snapshot.Mounts.Select(mount => PrivateNameGuard.Compile(
                mount, upstream => upstreams.TryGetValue(upstream, out var options) && options.Private)),
        ]);
    }
}
