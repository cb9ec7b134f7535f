using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Security.Limits;

/// <summary>An answer that no buffer has room for.</summary>
internal static class LargeAnswer
{
    /// <summary>Its length.</summary>
    public const int Bytes = 8 * 1024 * 1024;

    /// <summary>Sends it. The upstream is in this process, too: it must not have the whole answer in its own buffers.</summary>
    public static async Task InPiecesAsync(HttpContext context)
    {
        var piece = new byte[16 * 1024];
        context.Response.Headers.CacheControl = "no-store";
        for (var i = 0; i < Bytes / piece.Length; i++)
        {
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }
    }
}
