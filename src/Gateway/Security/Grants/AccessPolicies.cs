using System.Collections.Frozen;
using Gateway.Environments;
using Gateway.Security.Identities;

namespace Gateway.Security.Grants;

/// <summary>The access policy of each environment that has one.</summary>
internal sealed class AccessPolicies(FrozenDictionary<string, AccessPolicy> byEnvironment)
{
    /// <summary>That of an environment to which it matters who asks.</summary>
    public AccessPolicy Of(GatewayEnvironment environment) => byEnvironment[environment.Name];

    /// <summary>That of an environment; null where it does not matter who asks.</summary>
    public AccessPolicy? Find(GatewayEnvironment? environment) =>
        environment is null ? null : byEnvironment.GetValueOrDefault(environment.Name);

    /// <summary>Every trust in client certificates, for whoever watches the files.</summary>
    public IEnumerable<ClientTrust> Trusts => byEnvironment.Values.Select(policy => policy.Certificates).OfType<ClientTrust>();
}

/// <summary>Compiles <see cref="AccessPolicies"/>.</summary>
internal sealed class AccessPoliciesPart(TimeProvider time) : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(AccessPolicies);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot) => new AccessPolicies(snapshot.Environments
        .Where(environment => environment.DemandsIdentity)
        .ToFrozenDictionary(
            environment => environment.Name,
            environment => new AccessPolicy(
                environment,
                environment.Policy.ClientCertificates is { } options ? new ClientTrust(options, time) : null),
            StringComparer.Ordinal));
}
