using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.SampleRegistry.Npm;

/// <summary>The services below <c>/-/</c> that npm calls by itself or a user calls by hand.</summary>
internal sealed class NpmServices(IReadOnlyDictionary<string, NpmPackage> packages)
{
    /// <summary>What npm asks for when the user names no size.</summary>
    private const int UsualSearchSize = 20;

    private const string Read = "GET, HEAD";
    private const string Post = "POST";

    public Task HandleAsync(HttpContext context, SampleEnvironment environment, string path) => path switch
    {
        "-/ping" => ReadAsync(context, () => NpmReply.ServiceAsync(context, WriteEmpty)),
        "-/whoami" => ReadAsync(context, () => NpmReply.UnauthorizedAsync(context)),
        "-/v1/search" => ReadAsync(context, () => SearchAsync(context, environment)),
        "-/npm/v1/security/advisories/bulk" => PostAsync(context, () => NpmReply.ServiceAsync(context, WriteEmpty)),
        "-/npm/v1/security/audits/quick" => PostAsync(context, () => NpmReply.ServiceAsync(context, WriteNothingToReport)),
        _ => NpmReply.ErrorAsync(context, StatusCodes.Status404NotFound, $"the sample registry has no service '/{path}'"),
    };

    private static Task ReadAsync(HttpContext context, Func<Task> answer) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? answer()
            : NpmReply.MethodNotAllowedAsync(context, Read, "this service is read with GET");

    private static Task PostAsync(HttpContext context, Func<Task> answer) =>
        HttpMethods.IsPost(context.Request.Method)
            ? answer()
            : NpmReply.MethodNotAllowedAsync(context, Post, "this service is asked with POST");

    private static void WriteEmpty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static void WriteNothingToReport(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("actions");
        json.WriteEndArray();
        json.WriteStartObject("advisories");
        json.WriteEndObject();
        json.WriteStartArray("muted");
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteStartObject("vulnerabilities");
        foreach (var severity in (ReadOnlySpan<string>)["info", "low", "moderate", "high", "critical"])
        {
            json.WriteNumber(severity, 0);
        }

        json.WriteEndObject();
        json.WriteNumber("totalDependencies", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHit(Utf8JsonWriter json, NpmPackage package, NpmRelease release)
    {
        json.WriteStartObject();
        json.WriteStartObject("package");
        NpmManifest.WriteIdentity(json, package, release.Version);
        json.WriteString("description", package.Description);
        json.WriteString("date", release.Published);
        json.WriteStartObject("links");
        json.WriteEndObject();
        json.WriteStartObject("publisher");
        json.WriteString("username", "sample");
        json.WriteEndObject();
        json.WriteStartArray("maintainers");
        json.WriteEndArray();
        json.WriteStartArray("keywords");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("searchScore", 1);
        json.WriteEndObject();
    }

    private static bool Mentions(NpmPackage package, string word) =>
        package.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || package.Description.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private Task SearchAsync(HttpContext context, SampleEnvironment environment)
    {
        var words = context.Request.Query["text"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = packages.Values
            .Where(package => words.All(word => Mentions(package, word)))
            .OrderBy(package => package.Name, StringComparer.Ordinal)
            .ToList();
        var page = found.Skip(Number(context, "from", 0)).Take(Number(context, "size", UsualSearchSize));
        return NpmReply.ServiceAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("objects");
            foreach (var package in page)
            {
                WriteHit(json, package, package.TagsOf(environment)[NpmPackage.Latest]);
            }

            json.WriteEndArray();
            json.WriteNumber("total", found.Count);
            json.WriteEndObject();
        });
    }
}
