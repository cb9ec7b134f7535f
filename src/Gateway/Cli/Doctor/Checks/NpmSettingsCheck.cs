namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether npm on this machine asks the server at all: the registry, the registry of each scope, proxies, trust.</summary>
internal sealed class NpmSettingsCheck : ICheck
{
    private const string ScopeEnding = ":registry";

    /// <inheritdoc/>
    public string Title => "npm settings";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) =>
        (walk.Kind is RegistryKind.Npm or RegistryKind.Unknown ? Look(walk) : []).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        var settings = ClientSettings.OfNpm(walk.Surroundings);

        // A server that is not known to be npm's may be asked by npm all the same, or never: worth knowing, no more.
        var bypass = walk.Kind == RegistryKind.Npm ? FindingWeight.Warning : FindingWeight.Note;
        var registry = settings.FirstOrDefault(setting => setting.Key == "registry");
        var asked = walk.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        if (registry is null)
        {
            yield return new Finding(
                Title, bypass, "npm-bypass", "npm is not told of this server: no registry is set, so it asks its built-in public one.",
                $"npm config set registry {asked}, or 'registry={asked}' in the project's .npmrc.");
        }
        else if (!IsHere(registry.Value, walk.Url))
        {
            yield return new Finding(
                Title, bypass, "npm-bypass", $"npm asks {Shown(registry.Value)} ({registry.Source}) and not this server.",
                $"Change it there to {asked}.");
        }
        else
        {
            yield return new Finding(Title, FindingWeight.Good, "npm-asks-here", $"npm asks {Shown(registry.Value)} ({registry.Source})");
        }

        foreach (var scope in settings.Where(setting => IsScope(setting) && !IsHere(setting.Value, walk.Url)))
        {
            yield return new Finding(
                Title, bypass, "npm-scope-bypass",
                $"Packages of {scope.Key[..^ScopeEnding.Length]} go to {Shown(scope.Value)} ({scope.Source}), past this server.",
                $"Take the line '{scope.Key}' out, or change it to {asked}.");
        }

        foreach (var finding in Further(walk, settings))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Further(Walk walk, IReadOnlyList<ClientSetting> settings)
    {
        if (settings.FirstOrDefault(setting => setting.Key is "proxy" or "https-proxy") is { Value: not ("null" or "false" or "") } proxy)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "npm-proxy", $"npm goes through a proxy, {Shown(proxy.Value)} ({proxy.Source}).",
                $"If {walk.Url.Host} is inside, add it to noproxy: npm config set noproxy {walk.Url.Host}.");
        }

        if (settings.FirstOrDefault(setting => setting is { Key: "strict-ssl", Value: "false" }) is { } lax)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "npm-trusts-anybody", $"npm checks no certificate: strict-ssl=false ({lax.Source}).",
                "Take it out, and name your authority in NODE_EXTRA_CA_CERTS instead.");
        }

        var knowsAuthority = walk.Surroundings.First("NODE_EXTRA_CA_CERTS") is not null
            || settings.Any(setting => setting.Key is "cafile" or "ca" or "ca[]");
        if (walk is { Plan.Connection.Roots: not null, Tls.Leaf: not null } && !knowsAuthority)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "npm-lacks-authority", "This command was told which authority to trust; npm was not.",
                "export NODE_EXTRA_CA_CERTS=FILE (or cafile=FILE in .npmrc) with the same file as --ca.");
        }
    }

    private static bool IsScope(ClientSetting setting) =>
        setting.Key is ['@', ..] && setting.Key.EndsWith(ScopeEnding, StringComparison.Ordinal);

    private static bool IsHere(string value, Uri url) =>
        Uri.TryCreate(value, UriKind.Absolute, out var set) && set.Authority == url.Authority && set.Scheme == url.Scheme;

    // A password may stand in a URL, and this is printed.
    private static string Shown(string value) => Configuration.Form.ShownValue.WithoutUserInformation(value);
}
