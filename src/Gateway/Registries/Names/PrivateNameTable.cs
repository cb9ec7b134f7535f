using System.Collections.Immutable;
using Gateway.Environments;

namespace Gateway.Registries.Names;

/// <summary>The private names of each mounted repository.</summary>
/// <param name="names">By <see cref="MountedRepository.Index"/>.</param>
internal sealed class PrivateNameTable(ImmutableArray<PrivateNames> names)
{
    /// <summary>Those of a mount.</summary>
    public PrivateNames Of(MountedRepository mount) => names[mount.Index];
}

/// <summary>Compiles <see cref="PrivateNameTable"/>.</summary>
internal sealed class PrivateNameTablePart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(PrivateNameTable);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) =>
        new PrivateNameTable([.. snapshot.Mounts.Select(mount => PrivateNames.Compile(mount.Options.Format, mount.Options.Private))]);
}
