namespace Gateway.Registries.Npm;

/// <summary>
/// What stands below <c>/NAME/-/</c>: the tarballs. The file is <c>NAME-VERSION.tgz</c> without the scope on most registries; some
/// repeat the scope before it (<c>/@scope/name/-/@scope/name-1.0.0.tgz</c>).
/// </summary>
internal static class NpmTarball
{
    /// <summary>Reads a path whose next segment is the dash after the package name.</summary>
    public static RequestMeaning Interpret(string method, in RegistryTarget target, string package, ref NpmPath path)
    {
        path.Take();
        var name = path.TakeName();
        if (name is null || FileOf(package, name) is not { } file)
        {
            return NpmFormat.Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        var version = NpmName.VersionOfTarball(package, file);
        if (path.Peek is "-rev" && path.Left == 2)
        {
            return NpmWrites.Unpublish(method, target, package, version);
        }

        if (path.Left > 0)
        {
            return NpmFormat.Unknown(method, target, package);
        }

        return RequestActions.Of(method) switch
        {
            RequestAction.Delete => NpmWrites.Unpublish(method, target, package, version),
            RequestAction.Publish => NpmWrites.Publish(method, target, package),
            _ => Artifact(method, target, package, name, version),
        };
    }

    private static RequestMeaning Artifact(string method, in RegistryTarget target, string package, string file, string? version)
    {
        // Only *.tgz is what the protocol promises not to change; a registry may keep signatures or notes beside it.
        var cacheClass = file.EndsWith(".tgz", StringComparison.Ordinal) ? CacheClass.Immutable : CacheClass.Upstream;
        return NpmFormat.Read(method, target, RequestKind.Artifact, package) with
        {
            Version = version,
            CacheClass = NpmFormat.Cached(method, target, cacheClass),
            CanonicalTarget = NpmFormat.Canonical(target, $"/{package}/-/{file}"),
        };
    }

    /// <summary>The file name without a repeated scope; null where it is none, or repeats the scope of another.</summary>
    private static string? FileOf(string package, string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && !package.StartsWith(name[..(slash + 1)], StringComparison.Ordinal))
        {
            return null;
        }

        var file = name[(slash + 1)..];
        return NpmName.IsPlain(file) ? file : null;
    }
}
