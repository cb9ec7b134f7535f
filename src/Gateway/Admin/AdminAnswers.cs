using Gateway.Errors;

namespace Gateway.Admin;

/// <summary>What holds for every answer of the admin listener.</summary>
internal static class AdminAnswers
{
    private static readonly string[] ForReading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps what is read. A load balancer that asks with HEAD gets the head of the same answer (RFC 9110 §9.1).</summary>
    public static void MapRead(this IEndpointRouteBuilder admin, string path, Delegate handler) =>
        admin.MapMethods(path, ForReading, handler);

    /// <inheritdoc cref="MapRead(IEndpointRouteBuilder, string, Delegate)"/>
    public static void MapRead(this IEndpointRouteBuilder admin, string path, RequestDelegate handler) =>
        admin.MapMethods(path, ForReading, handler);

    /// <summary>
    /// Nothing of it may be kept, for it is how things are just now; and what no path or method answered is refused in words.
    /// </summary>
    public static async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        context.Response.Headers.CacheControl = "no-store";
        await next();
        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null)
        {
            return;
        }

        var refusal = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new Problem(
                ErrorCode.UnknownPath, "The admin listener has nothing at this path; docs/admin.md has a table of all."),
            StatusCodes.Status405MethodNotAllowed => new Problem(
                ErrorCode.MethodNotAllowed, $"{Shown(context.Request.Method)} is not for this path; it takes {response.Headers.Allow}."),
            _ => null,
        };
        await (refusal?.ExecuteAsync(context) ?? Task.CompletedTask);
    }

    private static string Shown(string method) => method.Length <= 20 ? method : method[..20];
}
