using Gateway.Errors;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries.Go;

/// <summary>
/// <c>Disable-Module-Fetch: true</c>, by which a client of a module proxy says that it wants what is in the cache and nothing fetched: a
/// site of documentation, say, that must not cause downloads. What is not there is 404, and that is not remembered.
/// </summary>
internal static class CachedOnly
{
    /// <summary>The field.</summary>
    public const string Field = "Disable-Module-Fetch";

    /// <summary>The answer where nothing is stored.</summary>
    public static readonly GatewayError Absence = new(
        ErrorCode.NotStored, $"Nothing stored may answer this request, and {Field} forbids to fetch it.");

    /// <summary>Whether the client wants it so.</summary>
    public static bool IsWanted(IHeaderDictionary headers) =>
        headers.TryGetValue(Field, out var value) && value.ToString().Trim().Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Says it in HTTP's own words, which the cache understands (RFC 9111 §5.2.1.7); however old it may be (§5.2.1.2).</summary>
    public static void Demand(IHeaderDictionary headers) =>
        headers.CacheControl = StringValues.Concat(headers[HeaderNames.CacheControl], "only-if-cached, max-stale");
}
