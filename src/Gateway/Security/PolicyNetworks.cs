using System.Collections.Frozen;
using Gateway.Environments;

namespace Gateway.Security;

/// <summary>The networks of each environment's policy, compiled.</summary>
internal sealed class PolicyNetworks(FrozenDictionary<string, AdmittedNetworks> byEnvironment)
{
    /// <summary>Those of an environment of the snapshot.</summary>
    public AdmittedNetworks Of(string environment) => byEnvironment[environment];
}

/// <summary>Compiles the networks of a snapshot.</summary>
internal sealed class PolicyNetworksPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(PolicyNetworks);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) => new PolicyNetworks(snapshot.Environments.ToFrozenDictionary(
        environment => environment.Name,
        environment => new AdmittedNetworks(
            new NetworkList(environment.Policy.AllowedNetworks), new NetworkList(environment.Policy.DeniedNetworks)),
        StringComparer.Ordinal));
}
