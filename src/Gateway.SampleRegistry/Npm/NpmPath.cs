namespace Gateway.SampleRegistry.Npm;

/// <summary>What a path below the registry's root means. Closed: one of the nested records.</summary>
internal abstract record NpmPath
{
    private NpmPath()
    {
    }

    /// <summary>Reads a decoded path, without a leading slash.</summary>
    public static NpmPath Parse(string path)
    {
        if (path.Length == 0)
        {
            return new Root();
        }

        if (path.StartsWith("-/", StringComparison.Ordinal))
        {
            return ServicePath(path);
        }

        var parts = path.Split('/');
        var nameLength = parts[0].StartsWith('@') ? 2 : 1;
        if (parts.Length < nameLength || parts.Any(part => part.Length == 0))
        {
            return new Unknown();
        }

        var name = string.Join('/', parts[..nameLength]);
        return parts[nameLength..] switch
        {
            [] => new Package(name),
            ["-", var file] => new Tarball(name, file),
            [var version] => new Version(name, version),
            _ => new Unknown(),
        };
    }

    private static NpmPath ServicePath(string path)
    {
        const string Tags = "/dist-tags";
        const string OfPackage = "-/package/";
        return path.StartsWith(OfPackage, StringComparison.Ordinal) && path.EndsWith(Tags, StringComparison.Ordinal)
            && path.Length > OfPackage.Length + Tags.Length
            ? new DistTags(path[OfPackage.Length..^Tags.Length])
            : new Service(path);
    }

    /// <summary>The registry itself.</summary>
    public sealed record Root : NpmPath;

    /// <summary>One of npm's services, below <c>-/</c>.</summary>
    /// <param name="Path">The whole path.</param>
    public sealed record Service(string Path) : NpmPath;

    /// <summary>The tags of a package.</summary>
    /// <param name="Name">The package.</param>
    public sealed record DistTags(string Name) : NpmPath;

    /// <summary>The metadata of a package.</summary>
    /// <param name="Name">The package.</param>
    public sealed record Package(string Name) : NpmPath;

    /// <summary>The metadata of one version.</summary>
    /// <param name="Name">The package.</param>
    /// <param name="VersionOrTag">A version or a tag.</param>
    public sealed record Version(string Name, string VersionOrTag) : NpmPath;

    /// <summary>An artifact.</summary>
    /// <param name="Name">The package.</param>
    /// <param name="File">The file name.</param>
    public sealed record Tarball(string Name, string File) : NpmPath;

    /// <summary>No path of an npm registry.</summary>
    public sealed record Unknown : NpmPath;
}
