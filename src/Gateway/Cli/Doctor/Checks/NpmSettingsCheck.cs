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
        yield return OfRegistry(walk, registry, asked, bypass);
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

    private Finding OfRegistry(Walk walk, ClientSetting? registry, string asked, FindingWeight bypass)
    {
        // Where nothing tells that npm is concerned, the advice is only for the case that it is.
        var mend = walk.Kind == RegistryKind.Npm ? "" : "If it is an npm registry: ";
        if (registry is null)
        {
            return new Finding(
                Title, bypass, "npm-bypass", "npm is not told of this server: no registry is set, so it asks its built-in public one.",
                $"{mend}npm config set registry {asked}, or 'registry={asked}' in the project's .npmrc.");
        }

        if (!IsHere(registry.Value, walk.Url))
        {
            return new Finding(
                Title, bypass, "npm-bypass", $"npm asks {Shown(registry.Value)} ({registry.Source}) and not this server.",
                $"{mend}change it there to {asked}.");
        }

        return asked.StartsWith(new Uri(registry.Value).GetLeftPart(UriPartial.Path).TrimEnd('/') + "/", StringComparison.Ordinal)
            ? new Finding(Title, FindingWeight.Good, "npm-asks-here", $"npm asks {Shown(registry.Value)} ({registry.Source})")
            : new Finding(
                Title, bypass, "npm-other-path",
                $"npm asks {Shown(registry.Value)} ({registry.Source}), another path of this server than was examined.",
                $"If {asked} is the right one, change it there.");
    }

    private IEnumerable<Finding> Further(Walk walk, IReadOnlyList<ClientSetting> settings)
    {
        if (settings.FirstOrDefault(setting => setting.Key is "proxy" or "https-proxy") is { Value: not ("null" or "false" or "") } proxy)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "npm-proxy", $"npm goes through a proxy, {Shown(proxy.Value)} ({proxy.Source}).",
                $"If {walk.Url.Host} is inside, add it to noproxy: npm config set noproxy {walk.Url.Host}.");
        }

        if (TokenElsewhere(walk, settings) is { } token)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "npm-token-elsewhere",
                $"npm has a token for {token.Key[..token.Key.LastIndexOf(':')]} ({token.Source}), which is not for this path: it "
                + "is not sent.",
                $"Name the line by the registry's own path: //{walk.Url.Authority}{walk.Url.AbsolutePath.TrimEnd('/')}/:_authToken=TOKEN.");
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

    /// <summary>A token for this server of which none is for the path that was asked: npm looks from the registry's path upwards.</summary>
    private static ClientSetting? TokenElsewhere(Walk walk, IReadOnlyList<ClientSetting> settings)
    {
        var here = $"//{walk.Url.Authority}{walk.Url.AbsolutePath.TrimEnd('/')}/";
        var tokens = settings
            .Where(setting => setting.Key.StartsWith($"//{walk.Url.Authority}/", StringComparison.Ordinal)
                && setting.Key[(setting.Key.LastIndexOf(':') + 1)..] is "_authToken" or "_auth")
            .ToList();
        return tokens.Exists(token => here.StartsWith(token.Key[..token.Key.LastIndexOf(':')].TrimEnd('/') + "/", StringComparison.Ordinal))
            ? null
            : tokens.FirstOrDefault();
    }

    private static bool IsScope(ClientSetting setting) =>
        setting.Key is ['@', ..] && setting.Key.EndsWith(ScopeEnding, StringComparison.Ordinal);

    private static bool IsHere(string value, Uri url) =>
        Uri.TryCreate(value, UriKind.Absolute, out var set) && set.Authority == url.Authority && set.Scheme == url.Scheme;

    // A password may stand in a URL, and this is printed.
    private static string Shown(string value) => Configuration.Form.ShownValue.WithoutUserInformation(value);
}
