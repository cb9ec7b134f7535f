namespace Gateway.Cli.Doctor.Checks;

/// <summary>Whether go on this machine asks the server at all: GOPROXY, and the patterns of modules that go around it.</summary>
internal sealed class GoSettingsCheck : ICheck
{
    /// <inheritdoc/>
    public string Title => "go settings";

    /// <inheritdoc/>
    public bool CarriesTheRest => false;

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> CheckAsync(Walk walk, CancellationToken cancellationToken) =>
        (walk.Kind is RegistryKind.Go or RegistryKind.Unknown ? Look(walk) : []).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(Walk walk)
    {
        var bypass = walk.Kind == RegistryKind.Go ? FindingWeight.Warning : FindingWeight.Note;
        var asked = walk.Url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        yield return OfProxyList(walk, asked, bypass);

        // GOPRIVATE is the default of both of the others.
        var privately = ClientSettings.OfGo("GOPRIVATE", walk.Surroundings);
        if ((ClientSettings.OfGo("GONOPROXY", walk.Surroundings) ?? privately) is { Value: not "none" } around)
        {
            yield return new Finding(
                Title, bypass, "go-private-bypass",
                $"{around.Key}={around.Value} ({around.Source}): these modules are fetched from their version control, past this server.",
                around.Key == "GONOPROXY"
                    ? "go env -w GONOPROXY=none, if this server has them."
                    : "go env -w GONOPROXY=none, if this server has them; GOPRIVATE still keeps their names from the checksum database.");
        }

        foreach (var finding in Further(walk, privately))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Further(Walk walk, ClientSetting? privately)
    {
        // Of a server that was not reached nobody knows whether go is concerned.
        if (walk.Kind == RegistryKind.Go && (ClientSettings.OfGo("GONOSUMDB", walk.Surroundings) ?? privately) is null
            && ClientSettings.OfGo("GOSUMDB", walk.Surroundings) is not { Value: "off" })
        {
            yield return new Finding(
                Title, FindingWeight.Note, "go-checksum-database",
                "go compares every module with its checksum database: that learns private names, and a module that it does not know is "
                + "refused ('verifying module').",
                "go env -w GONOSUMDB=PATTERN, such as corp.example/*, for the modules that are private.");
        }

        if (ClientSettings.OfGo("GOINSECURE", walk.Surroundings) is { } insecure)
        {
            yield return new Finding(
                Title, FindingWeight.Note, "go-insecure",
                $"GOINSECURE={insecure.Value} ({insecure.Source}): for these modules go accepts plain http and any certificate.");
        }

        var knowsAuthority = walk.Surroundings.First("SSL_CERT_FILE", "SSL_CERT_DIR") is not null;
        if (walk is { Kind: RegistryKind.Go, Plan.Connection.Roots: not null, Tls.Leaf: not null } && !knowsAuthority)
        {
            yield return new Finding(
                Title, FindingWeight.Warning, "go-lacks-authority", "This command was told which authority to trust; go was not.",
                "export SSL_CERT_FILE=FILE with the same file as --ca.");
        }
    }

    private Finding OfProxyList(Walk walk, string asked, FindingWeight bypass)
    {
        if (ClientSettings.OfGo("GOPROXY", walk.Surroundings) is not { } proxy)
        {
            return new Finding(
                Title, bypass, "go-bypass", "go is not told of this server: GOPROXY is not set, so it asks its built-in public one.",
                $"{(walk.Kind == RegistryKind.Go ? "" : "If it is a Go module proxy: ")}go env -w GOPROXY={asked}");
        }

        var servers = proxy.Value.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (servers is ["off" or "direct", ..])
        {
            var what = servers[0] == "off" ? "go downloads nothing at all" : "go fetches every module from its version control";
            return new Finding(
                Title, bypass, "go-bypass", $"GOPROXY={proxy.Value} ({proxy.Source}): {what}, past this server.",
                $"go env -w GOPROXY={asked}");
        }

        var place = Array.FindIndex(servers, server => IsHere(server, walk.Url));
        if (place < 0)
        {
            return new Finding(
                Title, bypass, "go-bypass", $"go asks {proxy.Value} ({proxy.Source}) and not this server.", $"go env -w GOPROXY={asked}");
        }

        if (place > 0)
        {
            return new Finding(
                Title, bypass, "go-asks-others-first", $"GOPROXY={proxy.Value} ({proxy.Source}): go asks {servers[0]} first, and "
                    + "tells it every name.",
                $"go env -w GOPROXY={asked}");
        }

        return IsAbove(servers[0], walk.Url)
            ? OfNext(proxy, servers, asked, bypass)
            : new Finding(
                Title, bypass, "go-other-path", $"go asks {servers[0]} ({proxy.Source}), another path of this server than was examined.",
                $"If {asked} is the right one: go env -w GOPROXY={asked}");
    }

    /// <summary>What go does where this server, the first of its list, does not help.</summary>
    private Finding OfNext(ClientSetting proxy, string[] servers, string asked, FindingWeight bypass)
    {
        if (servers is [_] or [_, "off", ..])
        {
            return new Finding(Title, FindingWeight.Good, "go-asks-here", $"go asks {proxy.Value} ({proxy.Source})");
        }

        // '|' moves on after any failure, ',' only after 404 and 410 (go help goproxy).
        var when = proxy.Value[proxy.Value.IndexOfAny([',', '|'])] == '|' ? ", or what it fails at" : "";
        return new Finding(
            Title, bypass, "go-falls-through",
            $"GOPROXY={proxy.Value} ({proxy.Source}): what this server does not have{when}, go asks "
            + $"{(servers[1] == "direct" ? "the version control" : servers[1])} for, and tells it the name.",
            $"go env -w GOPROXY={asked}, so that a private name stays inside; the gateway asks public upstreams itself.");
    }

    private static bool IsAbove(string value, Uri url) =>
        $"{url.AbsolutePath.TrimEnd('/')}/".StartsWith($"{new Uri(value).AbsolutePath.TrimEnd('/')}/", StringComparison.Ordinal);

    private static bool IsHere(string value, Uri url) =>
        Uri.TryCreate(value, UriKind.Absolute, out var set) && set.Authority == url.Authority;
}
