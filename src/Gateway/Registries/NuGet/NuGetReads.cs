using Gateway.Configuration;

namespace Gateway.Registries.NuGet;

/// <summary>
/// What is fetched from a NuGet v3 server. Only the end of a path decides: what stands before it is the server's own choice, and a package
/// may be called like any resource (<c>Corp.Registration</c>, <c>Search</c>), so no word there may hide a package's name.
/// </summary>
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
        if (last.Equals("query", AnyCase) || last.Equals("search", AnyCase) || last.Equals("autocomplete", AnyCase))
        {
            return Search(method, target, segments);
        }

        return last.Equals("index.json", AnyCase) ? Index(method, target, segments)
            : last.EndsWith(".json", AnyCase) && IsRegistration(segments, last, out var id, out var version)
                ? Cached(method, target, CacheClass.Document, RequestKind.Registration, id, version)
                : File(method, target, segments);
    }

    /// <summary>The service index, or <c>…/ID/index.json</c>: the versions of a package in the flat container or a registration.</summary>
    private static RequestMeaning Index(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        if (segments.Length == 1 || (segments.Length == 2 && IsApiVersion(segments[0])))
        {
            return Cached(method, target, CacheClass.Document, RequestKind.ServiceIndex);
        }

        if (!NuGetId.IsValid(segments[^2]))
        {
            return RequestMeaning.Invalid(RepositoryFormat.NuGet, method, target.Raw, TargetFault.BadPackageName);
        }

        var kind = RequestKind.VersionList;
        foreach (var segment in segments[..^2])
        {
            kind = segment.Contains("registration", AnyCase) ? RequestKind.Registration : kind;
        }

        return Cached(method, target, CacheClass.Document, kind, segments[^2]);
    }

    /// <summary><c>ID/page/LOWER/UPPER.json</c> or <c>ID/VERSION.json</c>.</summary>
    private static bool IsRegistration(ReadOnlySpan<string> segments, string last, out string? id, out string? version)
    {
        (id, version) = (null, null);
        if (segments.Length > 3 && segments[^3].Equals("page", AnyCase))
        {
            id = segments[^4];
        }
        else if (segments.Length > 1)
        {
            (id, version) = (segments[^2], last[..^".json".Length]);
        }

        return id is not null && NuGetId.IsValid(id) && (version is null || NuGetId.IsVersion(version));
    }

    /// <summary>The flat container's <c>ID/VERSION/FILE</c>.</summary>
    private static RequestMeaning File(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        if (!IsContent(segments))
        {
            // A server's further resources (vulnerabilities, signatures) are static files; what it says of their lifetime counts.
            return Cached(method, target, CacheClass.Upstream, RequestKind.Unknown);
        }

        var (id, version, file) = (segments[^3], segments[^2], segments[^1]);
        var isArtifact = file.Equals($"{id}.{version}.nupkg", AnyCase) || file.Equals($"{id}.{version}.snupkg", AnyCase)
            || file.Equals($"{id}.nuspec", AnyCase);
        return isArtifact
            ? Cached(method, target, CacheClass.Immutable, RequestKind.Artifact, id, version)
            : Cached(method, target, CacheClass.Upstream, RequestKind.Unknown, id, version);
    }

    /// <summary>
    /// A search by <c>q</c>; autocomplete's <c>id</c> lists the versions of that package. A file of a package that is called like a search
    /// is one too, and has the package's name.
    /// </summary>
    private static RequestMeaning Search(string method, in RegistryTarget target, ReadOnlySpan<string> segments)
    {
        var id = IsContent(segments) ? segments[^3] : QueryText.Value(target.Query, "id");
        var package = id is not null && NuGetId.IsValid(id) ? id : null;
        return Cached(method, target, CacheClass.Upstream, RequestKind.Search, package) with
        {
            SearchText = QueryText.Value(target.Query, "q") ?? id ?? "",
        };
    }

    private static bool IsContent(ReadOnlySpan<string> segments) =>
        segments.Length > 2 && NuGetId.IsValid(segments[^3]) && NuGetId.IsVersion(segments[^2]);

    /// <summary>
    /// The key is the target as sent: a server that tells <c>A</c> from <c>a</c> answers the two differently.
    /// The package is canonical all the same, so that private patterns and purges see one name.
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
}
