using System.Text.Json;

namespace Gateway.Admin;

/// <summary>The body of a call to the admin API.</summary>
internal static class AdminBody
{
    /// <summary>The body, or null when it is not JSON.</summary>
    public static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
