using Gateway.Configuration;

namespace Gateway.Registries.Npm;

/// <summary>The npm registry protocol: packages here, the registry's services in <see cref="NpmService"/>.</summary>
internal sealed class NpmFormat : IRegistryFormat
{
    /// <inheritdoc/>
    public RepositoryFormat Format => RepositoryFormat.Npm;

    /// <inheritdoc/>
    public RequestMeaning Interpret(string method, string target)
    {
        var fault = RegistryTarget.TryRead(target, out var read);
        if (fault != TargetFault.None)
        {
            return Invalid(method, target, fault);
        }

        var path = new NpmPath(read.Segments);
        if (path.HidesSeparator())
        {
            return Invalid(method, target, TargetFault.EscapedSeparator);
        }

        // A package is called "-": its tarball is /-/-/FILE.tgz, and only its document is a lone "/-".
        var service = path.Peek is "-" && path.Left > 1 && read.Segments[1] is not "-";
        return service ? NpmService.Interpret(method, read, ref path) : Package(method, read, ref path);
    }

    private static RequestMeaning Package(string method, in RegistryTarget target, ref NpmPath path)
    {
        if (path.Left == 0 || path.Peek[0] is '.' or '_')
        {
            return Unknown(method, target, package: null);
        }

        // GitHub's registry serves tarballs at /download/@scope/name/VERSION/HASH; other packages are never four segments deep there.
        var download = path.Peek is "download" && path.Left > 3;
        if (download)
        {
            path.Take();
        }

        if (path.TakeName() is not { } package || !NpmName.IsPackage(package))
        {
            return Invalid(method, target.Raw, TargetFault.BadPackageName);
        }

        return download ? Download(method, target, package, ref path) : InPackage(method, target, package, ref path);
    }

    private static RequestMeaning InPackage(string method, in RegistryTarget target, string package, ref NpmPath path) =>
        (path.Peek, path.Left) switch
        {
            ("", _) => Document(method, target, package),
            ("-", > 1) => NpmTarball.Interpret(method, target, package, ref path),
            ("-rev", 2) => NpmWrites.Unpublish(method, target, package, version: null),
            (_, 1) => VersionDocument(method, target, package, path.Take()),
            _ => Unknown(method, target, package),
        };

    private static RequestMeaning Document(string method, in RegistryTarget target, string package)
    {
        if (RequestActions.Of(method) != RequestAction.Read)
        {
            return method is "DELETE"
                ? NpmWrites.Unpublish(method, target, package, version: null)
                : NpmWrites.Publish(method, target, package);
        }

        return Read(method, target, RequestKind.Metadata, package) with
        {
            CacheClass = Cached(method, target, CacheClass.Document),
            CanonicalTarget = Canonical(target, $"/{package}"),
        };
    }

    private static RequestMeaning VersionDocument(string method, in RegistryTarget target, string package, string version)
    {
        if (RequestActions.Of(method) != RequestAction.Read)
        {
            // The tag API of old: PUT /NAME/TAG.
            return NpmWrites.DistTag(method, target, package);
        }

        return !NpmName.IsPlain(version)
            ? Unknown(method, target, package)
            : Read(method, target, RequestKind.Metadata, package) with
            {
                Version = version,
                CacheClass = Cached(method, target, CacheClass.Document),
                CanonicalTarget = Canonical(target, $"/{package}/{version}"),
            };
    }

    private static RequestMeaning Download(string method, in RegistryTarget target, string package, ref NpmPath path)
    {
        var version = path.Take();
        return path.Left != 1 || !NpmName.IsPlain(version) || !RequestActions.Retrieves(method)
            ? Unknown(method, target, package)
            : Read(method, target, RequestKind.Artifact, package) with
            {
                Version = version,
                CacheClass = Cached(method, target, CacheClass.Immutable),
            };
    }

    /// <summary>A meaning of that kind whose key is the target as sent and which is not cached; callers say what differs.</summary>
    internal static RequestMeaning Read(string method, in RegistryTarget target, RequestKind kind, string? package) => new()
    {
        Format = RepositoryFormat.Npm,
        Kind = kind,
        Action = RequestActions.Of(method),
        Package = package,
        CanonicalTarget = target.Raw,
    };

    /// <summary>A path that the protocol does not have.</summary>
    internal static RequestMeaning Unknown(string method, in RegistryTarget target, string? package) =>
        Read(method, target, RequestKind.Unknown, package);

    /// <summary>A target that cannot be read in one way only.</summary>
    internal static RequestMeaning Invalid(string method, string target, TargetFault fault) =>
        RequestMeaning.Invalid(RepositoryFormat.Npm, method, target, fault);

    /// <summary>The class for a GET or HEAD without <c>?write=true</c>, by which npm asks for the state before it changes it.</summary>
    internal static CacheClass Cached(string method, in RegistryTarget target, CacheClass cacheClass) =>
        RequestActions.Retrieves(method) && (target.Query.Length == 0 || QueryText.Value(target.Query, "write") is null)
            ? cacheClass
            : CacheClass.Never;

    /// <summary>
    /// The one spelling of a path, with the query as sent and a trailing slash where one was sent, which an upstream may answer
    /// otherwise.
    /// </summary>
    /// <param name="target">What was sent.</param>
    /// <param name="path">Its path, made of names that need no escape.</param>
    internal static string Canonical(in RegistryTarget target, string path) =>
        target.Escaped ? path + (target.Segments[^1].Length == 0 ? "/" : "") + target.Query : target.Raw;
}
