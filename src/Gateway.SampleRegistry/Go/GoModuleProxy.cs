using System.Text;
using Gateway.SampleRegistry.Http;
using Microsoft.AspNetCore.Http;

namespace Gateway.SampleRegistry.Go;

/// <summary>Answers one request to the module proxy of an environment.</summary>
internal sealed class GoModuleProxy(IReadOnlyDictionary<string, GoModule> modules)
{
    public Task HandleAsync(HttpContext context, SampleTarget target)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Plain.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "a module proxy is read with GET\n");
        }

        if (GoPath.Parse(target.Rest) is not { } path)
        {
            return NotFoundAsync(context, $"/{target.Rest}: no path of a module proxy");
        }

        if (!modules.TryGetValue(path.Module, out var module))
        {
            return NotFoundAsync(context, $"{path.Module}: the sample registry has no such module");
        }

        return Answer(path, module.VersionsOf(target.Environment)) is { } document
            ? document.WriteAsync(context)
            : NotFoundAsync(context, $"{path.Module}@{path.Version}: unknown version");
    }

    private static Task NotFoundAsync(HttpContext context, string what) =>
        Plain.WriteAsync(context, StatusCodes.Status404NotFound, $"not found: {what}\n");

    private static Document? Answer(GoPath path, IReadOnlyList<GoVersion> versions)
    {
        var newest = versions[^1];
        if (path.Question == GoQuestion.List)
        {
            var list = string.Concat(versions.Select(version => version.Name + "\n"));
            return new Document(Encoding.UTF8.GetBytes(list), Plain.ContentType, newest.Published, Document.OneMinute);
        }

        if (path.Question == GoQuestion.Latest)
        {
            return new Document(newest.Info, "application/json", newest.Published, Document.OneMinute);
        }

        var asked = versions.FirstOrDefault(version => version.Name.Equals(path.Version, StringComparison.Ordinal));
        return asked is null ? null : File(path.Question, asked);
    }

    private static Document File(GoQuestion question, GoVersion version) => question switch
    {
        GoQuestion.Info => new(version.Info, "application/json", version.Published, Document.OneDay),
        GoQuestion.Mod => new(version.GoMod.Bytes, Plain.ContentType, version.Published, Document.Immutable),
        _ => new(version.Zip, "application/zip", version.Published, Document.Immutable) { Ranges = true },
    };
}
