using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Security.Grants;

namespace Gateway.Cli;

/// <summary>One thing that an identity may do.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Repository">The repository, or a pattern of several.</param>
/// <param name="Names">The names of packages.</param>
/// <param name="Actions">What it may do with them.</param>
/// <param name="Role">The role that grants it, or why none is needed.</param>
internal sealed record AccessRow(
    string Environment, string Repository, IReadOnlyList<string> Names, IReadOnlyList<string> Actions, string Role);

/// <summary>What an identity may do in every environment.</summary>
internal static class AccessTable
{
    /// <summary>The word for a request without a credential.</summary>
    public const string Anonymous = "anonymous";

    private static readonly string[] EveryName = ["*"];
    private static readonly string[] ReadOnly = ["read"];
    private static readonly string[] AllButPurge = ["read", "publish", "delete"];

    /// <summary>
    /// The rows of an identity: the name of a token, a certificate's name written <c>CN=</c>, <c>DNS=</c> or <c>URI=</c> (a bare name is
    /// also tried as a common name), or <c>anonymous</c>.
    /// </summary>
    /// <param name="configuration">A configuration without fault.</param>
    /// <param name="identity">Whom.</param>
    /// <param name="isKnown">Whether any policy knows such an identity.</param>
    public static IReadOnlyList<AccessRow> Of(LoadedConfiguration configuration, string identity, out bool isKnown)
    {
        var environments = EnvironmentCompiler.Compile(configuration.Options);
        isKnown = identity == Anonymous || environments.Any(environment => IsKnownTo(environment.Policy, identity));
        return [.. environments.SelectMany(environment => RowsOf(environment, identity))];
    }

    private static bool IsKnownTo(SecurityPolicyOptions policy, string identity) =>
        HasToken(policy, identity) || RolesOf(policy, identity).Any();

    private static bool HasToken(SecurityPolicyOptions policy, string identity) =>
        policy.Tokens.Exists(token => token.Name.Equals(identity, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Role> RolesOf(SecurityPolicyOptions policy, string identity)
    {
        var byToken = policy.Tokens.Where(token => token.Name.Equals(identity, StringComparison.OrdinalIgnoreCase))
            .SelectMany(token => token.Roles)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return policy.Roles.Select(entry => new Role(entry.Key, entry.Value))
            .Where(role => byToken.Contains(role.Name)
                || (policy.ClientCertificates is not null && (role.HasNamed(identity) || role.HasNamed($"CN={identity}"))));
    }

    private static List<AccessRow> RowsOf(GatewayEnvironment environment, string identity)
    {
        var policy = environment.Policy;
        if (!policy.DemandsIdentity)
        {
            return [new AccessRow(environment.Name, "*", EveryName, AllButPurge, "nobody is asked")];
        }

        var rows = new List<AccessRow>();
        if (policy.Anonymous == AnonymousAccess.Read)
        {
            rows.Add(new AccessRow(environment.Name, "*", EveryName, ReadOnly, "anybody"));
        }

        if (identity == Anonymous)
        {
            return rows;
        }

        if (policy.Roles.Count == 0 && HasToken(policy, identity))
        {
            rows.Add(new AccessRow(environment.Name, "*", EveryName, AllButPurge, "anybody known"));
        }

        rows.AddRange(
            from role in RolesOf(policy, identity)
            from grant in role.Grants
            let options = grant.Options
            let actions = options.Actions.Select(action => action.ToString().ToLowerInvariant()).ToList()
            from repository in options.Repositories
            select new AccessRow(environment.Name, repository, options.Names, actions, role.Name));
        return rows;
    }
}
