using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.SampleRegistry.Http;

/// <summary>
/// A cacheable answer with both validators. GET and HEAD, conditional requests (304) and, for artifacts, ranges (206, 416)
/// are ASP.NET Core's own file result.
/// </summary>
/// <param name="Body">The bytes; the strong ETag is theirs.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="LastModified">When the bytes last changed.</param>
/// <param name="CacheControl">How long caches may keep it.</param>
internal sealed record Document(ReadOnlyMemory<byte> Body, string ContentType, DateTimeOffset LastModified, string CacheControl)
{
    /// <summary>Mutable, as the big npm registries say it: five minutes, then validated.</summary>
    public const string FiveMinutes = "public, max-age=300";

    /// <summary>Version lists of Go: a minute, so that a new version is soon seen.</summary>
    public const string OneMinute = "public, max-age=60";

    /// <summary>The .info of a released version: as good as immutable, but a proxy may correct the time in it.</summary>
    public const string OneDay = "public, max-age=86400";

    /// <summary>Tarballs, module zips and go.mod files: a released version never changes (RFC 8246).</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>The request field by which representations differ, if they do.</summary>
    public string? Vary { get; init; }

    /// <summary>Whether ranges are served.</summary>
    public bool Ranges { get; init; }

    public Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = CacheControl;
        if (Vary is not null)
        {
            context.Response.Headers.Vary = Vary;
        }

        var digest = Base64Url.EncodeToString(SHA256.HashData(Body.Span).AsSpan(0, 16));
        var tag = new EntityTagHeaderValue($"\"{digest}\"");
        return TypedResults.Bytes(Body, ContentType, null, Ranges, LastModified, tag).ExecuteAsync(context);
    }
}
