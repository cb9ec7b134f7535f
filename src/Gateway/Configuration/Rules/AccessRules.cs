using System.Buffers;

namespace Gateway.Configuration.Rules;

/// <summary>Tokens, roles and grants: whole, of the right form, and about things that exist.</summary>
internal sealed class AccessRules : IConfigurationRule
{
    private const string HashForm = "it must be sha256: and 64 hexadecimal digits; 'gateway token create NAME' prints a token and its hash";
    private const int HashDigits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly string[] CertificateKinds = ["CN=", "DNS=", "URI="];

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Check(LoadedConfiguration configuration) =>
        configuration.Options.SecurityPolicies.SelectMany(policy =>
        {
            var path = $"Gateway:SecurityPolicies:{policy.Key}";
            return CheckTokens(path, policy.Value)
                .Concat(policy.Value.Roles.SelectMany(role => CheckRole($"{path}:Roles:{role.Key}", role.Value, configuration)))
                .Concat(CheckCertificates($"{path}:ClientCertificates", policy.Value.ClientCertificates));
        }).Concat(CheckOperators(configuration.Options.Admin));

    /// <inheritdoc/>
    public IEnumerable<ConfigurationFault> Warn(LoadedConfiguration configuration)
    {
        foreach (var (name, policy) in configuration.Options.SecurityPolicies)
        {
            var path = $"Gateway:SecurityPolicies:{name}";
            if (policy.DemandsIdentity && policy.Tokens.Count == 0 && policy.ClientCertificates is null
                && policy.Anonymous != AnonymousAccess.Read)
            {
                yield return new ConfigurationFault(
                    path, $"Nobody can use policy '{name}': it demands an identity and knows neither Tokens nor ClientCertificates.");
            }

            if (policy.ClientCertificates is { Revocation: RevocationCheck.Offline, RevocationLists.Count: 0 })
            {
                yield return new ConfigurationFault(
                    $"{path}:ClientCertificates:Revocation",
                    "Offline without RevocationLists knows only what this machine happens to keep; name the lists of your authority.");
            }

            foreach (var (index, token) in policy.Tokens.Index().Where(entry => entry.Item.Roles.Count == 0 && policy.Roles.Count > 0))
            {
                yield return new ConfigurationFault(
                    $"{path}:Tokens:{index}:Roles", $"The token of '{token.Name}' has no role, so it may nothing.");
            }
        }
    }

    private static IEnumerable<ConfigurationFault> CheckOperators(AdminOptions admin) =>
    [
        .. CheckOperatorTokens(admin.Tokens),
        .. CheckCertificates("Gateway:Admin:ClientCertificates", admin.ClientCertificates),
        .. CheckPatterns("Gateway:Admin:Operators", admin.Operators),
        .. admin is { ClientCertificates: not null, Operators.Count: 0 }
            ? [new ConfigurationFault(
                "Gateway:Admin:Operators",
                "No client certificate is named, so nobody could use the listener with one; write at least one pattern, such as CN=ops-*.")]
            : Array.Empty<ConfigurationFault>(),
    ];

    private static IEnumerable<ConfigurationFault> CheckPatterns(string path, List<string> patterns) =>
        patterns.Index().Where(entry => !IsCertificatePattern(entry.Item)).Select(entry => new ConfigurationFault(
            $"{path}:{entry.Index}",
            $"'{entry.Item}' is not a pattern of certificates; write CN=, DNS= or URI= and a name, with * for any run of characters, "
            + "as in CN=ci-* or URI=spiffe://corp/ci/*."));

    private static IEnumerable<ConfigurationFault> CheckOperatorTokens(List<AdminTokenOptions> tokens)
    {
        foreach (var (index, token) in tokens.Index())
        {
            var at = $"Gateway:Admin:Tokens:{index}";
            if (string.IsNullOrWhiteSpace(token.Name) || token.Name.Any(char.IsControl))
            {
                yield return new ConfigurationFault($"{at}:Name", "The token has no name; write who has it, as it shall stand in the log.");
            }

            if (!IsHash(token.Hash))
            {
                yield return new ConfigurationFault(
                    $"{at}:Hash", $"This is not the hash of a token (not shown, in case it is the token); {HashForm}.");
            }
        }
    }

    private static IEnumerable<ConfigurationFault> CheckTokens(string path, SecurityPolicyOptions policy)
    {
        var owners = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, token) in policy.Tokens.Index())
        {
            var at = $"{path}:Tokens:{index}";
            if (string.IsNullOrWhiteSpace(token.Name) || token.Name.Any(char.IsControl))
            {
                yield return new ConfigurationFault($"{at}:Name", "The token has no name; write who has it, as it shall stand in the log.");
            }

            if (!IsHash(token.Hash))
            {
                yield return new ConfigurationFault(
                    $"{at}:Hash", $"This is not the hash of a token (not shown, in case it is the token); {HashForm}.");
            }
            else if (!owners.TryAdd(token.Hash, index))
            {
                yield return new ConfigurationFault(
                    $"{at}:Hash", $"Token {owners[token.Hash]} has the same hash, so it is the same token; take one of them out.");
            }

            foreach (var (roleIndex, role) in token.Roles.Index().Where(entry => !policy.Roles.ContainsKey(entry.Item)))
            {
                yield return new ConfigurationFault(
                    $"{at}:Roles:{roleIndex}", Dangling.Name("role", role, [.. policy.Roles.Keys], $"{path}:Roles"));
            }
        }
    }

    private static IEnumerable<ConfigurationFault> CheckRole(string path, RoleOptions role, LoadedConfiguration configuration)
    {
        foreach (var fault in CheckPatterns($"{path}:Certificates", role.Certificates))
        {
            yield return fault;
        }

        foreach (var (index, grant) in role.Grants.Index())
        {
            foreach (var fault in CheckGrant($"{path}:Grants:{index}", grant, configuration))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<ConfigurationFault> CheckGrant(string path, GrantOptions grant, LoadedConfiguration configuration)
    {
        if (grant.Repositories.Count == 0)
        {
            yield return new ConfigurationFault(
                $"{path}:Repositories", "No repository is named, so this grants nothing; write at least one, or *.");
        }

        var repositories = configuration.Options.Repositories;
        IReadOnlyCollection<string> known = [.. repositories.Keys, .. configuration.Routes.Select(route => route.RouteId)];
        foreach (var (index, name) in grant.Repositories.Index().Where(entry => !entry.Item.Contains('*', StringComparison.Ordinal)))
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                yield return new ConfigurationFault(
                    $"{path}:Repositories:{index}", Dangling.Name("repository", name, known, "Gateway:Repositories"));
            }
            else if (repositories.TryGetValue(name, out var repository) && repository.Format == RepositoryFormat.Generic
                && !grant.Names.Contains("*", StringComparer.Ordinal))
            {
                yield return new ConfigurationFault(
                    $"{path}:Names",
                    $"The repository '{name}' is generic: its paths have no package names, so these can never match; write [\"*\"].");
            }
        }

        if (grant.Names.Count == 0 || grant.Actions.Count == 0)
        {
            yield return new ConfigurationFault(
                grant.Names.Count == 0 ? $"{path}:Names" : $"{path}:Actions",
                "The list is empty, so this grants nothing; write at least one.");
        }
    }

    private static IEnumerable<ConfigurationFault> CheckCertificates(string path, ClientCertificateOptions? certificates)
    {
        if (certificates is { TrustedRoots.Count: 0 })
        {
            yield return new ConfigurationFault(
                $"{path}:TrustedRoots",
                "No root is named, so no client certificate could be trusted; write the PEM file of your authority.");
        }

        if (certificates is { RevocationLists.Count: > 0, Revocation: not RevocationCheck.Offline })
        {
            yield return new ConfigurationFault(
                $"{path}:RevocationLists", $"Lists are asked with Revocation Offline, but it is {certificates.Revocation}; write Offline.");
        }
    }

    private static bool IsHash(string hash) =>
        hash.Length == "sha256:".Length + HashDigits
        && hash.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase)
        && !hash.AsSpan("sha256:".Length).ContainsAnyExcept(HexDigits);

    private static bool IsCertificatePattern(string text) =>
        Array.Exists(CertificateKinds, kind => text.Length > kind.Length && text.StartsWith(kind, StringComparison.OrdinalIgnoreCase));
}
