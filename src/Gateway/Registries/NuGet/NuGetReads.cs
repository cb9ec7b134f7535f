using Gateway.Configuration;

namespace Gateway.Registries.NuGet;

/// <summary>What is fetched from a NuGet v3 server, known by the shape of the path.</summary>
internal static class NuGetReads
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>Reads the path of a GET, HEAD or OPTIONS.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The target as sent.</param>
    /// <param name="segments">Its segments without an empty last one.</param>
    public static RequestMeaning Interpret(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        var last = segments.IsEmpty ? "" : segments[^1];
        if (last.Equals("index.json", AnyCase) && segments.Length <= 2 && (segments.Length == 1 || IsApiVersion(segments[0])))
        {
            return Cached(method, target, CacheClass.Document, RequestKind.ServiceIndex);
        }

        if (last.Equals("query", AnyCase) || last.Equals("search", AnyCase))
        {
            var text = QueryText.Value(target.Query, "q") ?? "";
            return Cached(method, target, CacheClass.Upstream, RequestKind.Search) with { SearchText = text };
        }

        if (last.Equals("autocomplete", AnyCase))
        {
            return Autocomplete(method, target);
        }

        var registration = IndexOfRegistration(segments);
        return registration >= 0 && registration < segments.Length - 2
            ? Registration(method, target, segments[(registration + 1)..])
            : AboutServer(segments) ? Cached(method, target, CacheClass.Document, RequestKind.Metadata) : Content(method, target, segments);
    }

    /// <summary>With <c>id</c> it lists the versions of that package, with <c>q</c> it searches ids.</summary>
    private static RequestMeaning Autocomplete(string method, in RegistryTarget target)
    {
        var id = QueryText.Value(target.Query, "id");
        var package = id is not null && NuGetId.IsValid(id) ? id : null;
        return Cached(method, target, CacheClass.Upstream, RequestKind.Search, package) with
        {
            SearchText = QueryText.Value(target.Query, "q") ?? id ?? "",
        };
    }

    /// <summary><c>ID/index.json</c>, <c>ID/page/LOWER/UPPER.json</c> or <c>ID/VERSION.json</c>.</summary>
    private static RequestMeaning Registration(string method, in RegistryTarget target, ReadOnlySpan<string> rest)
    {
        if (!NuGetId.IsValid(rest[0]))
        {
            return RequestMeaning.Invalid(RepositoryFormat.NuGet, method, target.Raw, TargetFault.BadPackageName);
        }

        var file = Path.GetFileNameWithoutExtension(rest[^1]);
        var version = rest.Length == 2 && NuGetId.IsVersion(file) ? file : null;
        return Cached(method, target, CacheClass.Document, RequestKind.Registration, rest[0], version);
    }

    /// <summary>The flat container: <c>ID/index.json</c> and <c>ID/VERSION/FILE</c>.</summary>
    private static RequestMeaning Content(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        if (segments.Length >= 2 && segments[^1].Equals("index.json", AnyCase))
        {
            return NuGetId.IsValid(segments[^2])
                ? Cached(method, target, CacheClass.Document, RequestKind.VersionList, segments[^2])
                : RequestMeaning.Invalid(RepositoryFormat.NuGet, method, target.Raw, TargetFault.BadPackageName);
        }

        if (segments.Length < 3 || !NuGetId.IsValid(segments[^3]) || !NuGetId.IsVersion(segments[^2]))
        {
            return NuGetFormat.Meaning(method, target, RequestKind.Unknown, package: null, version: null);
        }

        var (id, version, file) = (segments[^3], segments[^2], segments[^1]);
        if (file.Equals($"{id}.{version}.nupkg", AnyCase) || file.Equals($"{id}.{version}.snupkg", AnyCase))
        {
            return Cached(method, target, CacheClass.Immutable, RequestKind.Artifact, id, version);
        }

        return file.Equals($"{id}.nuspec", AnyCase)
            ? Cached(method, target, CacheClass.Immutable, RequestKind.Artifact, id, version)
            : Cached(method, target, CacheClass.Upstream, RequestKind.Unknown, id, version);
    }

    /// <summary>
    /// The key is the target as sent: a server that tells <c>A</c> from <c>a</c> answers the two differently. The package is canonical
    /// all the same, so that private patterns and purges see one name.
    /// </summary>
    private static RequestMeaning Cached(
        string method, in RegistryTarget target, CacheClass cacheClass, RequestKind kind, string? package = null, string? version = null) =>
        NuGetFormat.Meaning(
            method,
            target,
            kind,
            package is null ? null : NuGetId.Canonical(package),
            version is null ? null : NuGetId.Canonical(version)) with
        {
            CacheClass = RequestActions.Retrieves(method) ? cacheClass : CacheClass.Never,
        };

    private static bool IsApiVersion(string segment) =>
        segment.Length is 2 or 3 && segment[0] is 'v' or 'V' && char.IsAsciiDigit(segment[1]);

    private static int IndexOfRegistration(ReadOnlySpan<string> segments)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Contains("registration", AnyCase) && i < segments.Length - 2)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Documents about the server, not about a package, although they end like ones.</summary>
    private static bool AboutServer(ReadOnlySpan<string> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Equals("repository-signatures", AnyCase) || segment.Equals("vulnerabilities", AnyCase)
                || segment.Equals("vulnerability", AnyCase) || segment.StartsWith("catalog", AnyCase))
            {
                return true;
            }
        }

        return false;
    }
}
