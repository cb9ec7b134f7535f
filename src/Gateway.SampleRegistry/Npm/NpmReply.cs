using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.SampleRegistry.Npm;

/// <summary>Answers that are no documents: services, and refusals in the form npm prints (<c>{"error": "..."}</c>).</summary>
internal static class NpmReply
{
    private const string NoStore = "no-store";

    public static Task ErrorAsync(HttpContext context, int status, string error) =>
        WriteAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteEndObject();
        });

    public static Task MethodNotAllowedAsync(HttpContext context, string allowed, string error)
    {
        context.Response.Headers.Allow = allowed;
        return ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, error);
    }

    /// <summary>Answers of services (ping, search, audit) are about this moment and this caller: never stored.</summary>
    public static Task ServiceAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.Headers.CacheControl = NoStore;
        return WriteAsync(context, StatusCodes.Status200OK, write);
    }

    public static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.Headers.CacheControl = NoStore;
        return ErrorAsync(context, StatusCodes.Status401Unauthorized, "the sample registry has no accounts: nobody is signed in");
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        var body = buffer.ToArray();
        context.Response.StatusCode = status;
        context.Response.ContentType = Packument.FullType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
