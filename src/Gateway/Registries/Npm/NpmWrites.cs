using Gateway.Configuration;

namespace Gateway.Registries.Npm;

/// <summary>The requests that change a package, and which cached answers they make stale.</summary>
internal static class NpmWrites
{
    /// <summary>A publish, also a deprecation: the packument changes, and what was absent may exist now.</summary>
    public static RequestMeaning Publish(string method, in RegistryTarget target, string package) =>
        NpmFormat.Read(method, target, RequestKind.Publish, package) with
        {
            Invalidates = [PurgeTags.Metadata(RepositoryFormat.Npm, package), PurgeTags.Absent(RepositoryFormat.Npm, package)],
        };

    /// <summary>A tag is moved or removed, by the service or by the old path below the package.</summary>
    public static RequestMeaning DistTag(string method, in RegistryTarget target, string package) =>
        NpmFormat.Read(method, target, RequestKind.DistTag, package) with
        {
            Invalidates = RequestActions.Of(method) == RequestAction.Read ? [] : [PurgeTags.Metadata(RepositoryFormat.Npm, package)],
        };

    /// <summary>
    /// One step of an unpublish. npm takes back one version by PUT of the packument without it and DELETE of its tarball, and a whole
    /// package by DELETE of its document. <c>GET</c> of such a path has no meaning.
    /// </summary>
    public static RequestMeaning Unpublish(string method, in RegistryTarget target, string package, string? version)
    {
        var action = RequestActions.Of(method);
        if (action == RequestAction.Read)
        {
            return NpmFormat.Unknown(method, target, package);
        }

        var whole = action == RequestAction.Delete && version is null;
        return NpmFormat.Read(method, target, RequestKind.Unpublish, package) with
        {
            Version = version,
            Invalidates = whole
                ? [PurgeTags.Package(RepositoryFormat.Npm, package)]
                : version is null
                    ? [PurgeTags.Metadata(RepositoryFormat.Npm, package), PurgeTags.Absent(RepositoryFormat.Npm, package)]
                    : [PurgeTags.Metadata(RepositoryFormat.Npm, package), PurgeTags.Version(RepositoryFormat.Npm, package, version)],
        };
    }
}
