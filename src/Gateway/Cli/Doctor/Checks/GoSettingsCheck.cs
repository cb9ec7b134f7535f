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
                $"go env -w GOPROXY={asked}");
        }

        var servers = proxy.Value.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
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

        return servers.Length > 1
            ? new Finding(
                Title, bypass, "go-falls-through",
                $"GOPROXY={proxy.Value} ({proxy.Source}): what this server does not have, go asks {servers[1]} for, and tells it the name.",
                $"go env -w GOPROXY={asked}, so that a private name stays inside; the gateway asks public upstreams itself.")
            : new Finding(Title, FindingWeight.Good, "go-asks-here", $"go asks {proxy.Value} ({proxy.Source})");
    }

    private static bool IsHere(string value, Uri url) =>
        Uri.TryCreate(value, UriKind.Absolute, out var set) && set.Authority == url.Authority;
}
