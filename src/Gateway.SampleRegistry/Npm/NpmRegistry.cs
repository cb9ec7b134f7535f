using Gateway.SampleRegistry.Http;
using Microsoft.AspNetCore.Http;

namespace Gateway.SampleRegistry.Npm;

/// <summary>Answers one request to the npm registry of an environment.</summary>
internal sealed class NpmRegistry(IReadOnlyDictionary<string, NpmPackage> packages)
{
    private const string Read = "GET, HEAD";

    private readonly NpmServices _services = new(packages);

    public Task HandleAsync(HttpContext context, SampleTarget target)
    {
        var path = NpmPath.Parse(target.Rest);
        if (path is NpmPath.Service service)
        {
            return _services.HandleAsync(context, target.Environment, service.Path);
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return NpmReply.MethodNotAllowedAsync(context, Read, "the sample registry is read-only: publish to a registry of your own");
        }

        return path switch
        {
            NpmPath.Root => NpmReply.ServiceAsync(context, static json =>
            {
                json.WriteStartObject();
                json.WriteString("db_name", "sample-registry");
                json.WriteEndObject();
            }),
            NpmPath.Package package => PackumentAsync(context, target, package.Name),
            NpmPath.DistTags tags => TagsAsync(context, target, tags.Name),
            NpmPath.Version version => VersionAsync(context, target, version),
            NpmPath.Tarball tarball => TarballAsync(context, target, tarball),
            _ => NotFoundAsync(context, $"'/{target.Rest}' is no path of an npm registry"),
        };
    }

    private static Task NotFoundAsync(HttpContext context, string error) =>
        NpmReply.ErrorAsync(context, StatusCodes.Status404NotFound, error);

    private static Task NoPackageAsync(HttpContext context, string name) =>
        NotFoundAsync(context, $"the sample registry has no package '{name}'");

    private static Packument Metadata(HttpContext context, SampleTarget target, NpmPackage package)
    {
        // As real registries do, tarball URLs name the host that was asked: a proxy that passes the client's Host on is seen here.
        var baseUrl = $"{context.Request.Scheme}://{context.Request.Host.Value}{target.Mount}";
        return new Packument(package, target.Environment, baseUrl);
    }

    private Task PackumentAsync(HttpContext context, SampleTarget target, string name)
    {
        if (!packages.TryGetValue(name, out var package))
        {
            return NoPackageAsync(context, name);
        }

        var form = Packument.FormFor(context.Request.GetTypedHeaders().Accept);
        return Metadata(context, target, package).Write(form).WriteAsync(context);
    }

    private Task TagsAsync(HttpContext context, SampleTarget target, string name) =>
        packages.TryGetValue(name, out var package)
            ? Metadata(context, target, package).WriteTags().WriteAsync(context)
            : NoPackageAsync(context, name);

    private Task VersionAsync(HttpContext context, SampleTarget target, NpmPath.Version path)
    {
        if (!packages.TryGetValue(path.Name, out var package))
        {
            return NoPackageAsync(context, path.Name);
        }

        return package.Find(target.Environment, path.VersionOrTag) is { } release
            ? Metadata(context, target, package).WriteVersion(release).WriteAsync(context)
            : NotFoundAsync(context, $"'{path.Name}' has no version or tag '{path.VersionOrTag}'");
    }

    private Task TarballAsync(HttpContext context, SampleTarget target, NpmPath.Tarball path)
    {
        if (!packages.TryGetValue(path.Name, out var package))
        {
            return NoPackageAsync(context, path.Name);
        }

        var release = package.ReleasesOf(target.Environment)
            .FirstOrDefault(release => package.TarballName(release).Equals(path.File, StringComparison.Ordinal));
        if (release is null)
        {
            return NotFoundAsync(context, $"'{path.Name}' has no tarball '{path.File}'");
        }

        var document = new Document(release.Tarball.Bytes, "application/octet-stream", release.Published, Document.Immutable)
        {
            Ranges = true,
        };
        return document.WriteAsync(context);
    }
}
