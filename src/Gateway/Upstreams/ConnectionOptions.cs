using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Upstreams;

/// <summary>
/// Fields that <c>Connection</c> names are for the next hop alone and end here (RFC 9110 §7.6.1). The proxy takes out those that every
/// connection has; these are the ones a sender adds. Of a client's they are known only where neither <c>keep-alive</c> nor <c>close</c>
/// stands beside them: the server reduces the field to such a word when it is there.
/// </summary>
internal static class ConnectionOptions
{
    /// <summary>Takes out of a request towards the upstream what the client named.</summary>
    public static void Remove(StringValues connection, HttpRequestHeaders towardsUpstream)
    {
        foreach (var option in Named(connection))
        {
            if (towardsUpstream.NonValidated.Contains(option))
            {
                towardsUpstream.Remove(option);
            }
        }
    }

    /// <summary>Takes out of a response towards the client what the upstream named.</summary>
    public static void Remove(HttpResponseHeaders fromUpstream, IHeaderDictionary towardsClient)
    {
        if (fromUpstream.NonValidated.TryGetValues(HeaderNames.Connection, out var connection))
        {
            foreach (var option in Named(connection.ToString()))
            {
                towardsClient.Remove(option);
            }
        }
    }

    // Upgrade is the proxy's own business: it makes the same offer to the other side.
    private static IEnumerable<string> Named(StringValues connection) =>
        connection.Count == 0 || connection.Count == 1 && connection[0] is "keep-alive" or "close"
            ? []
            : connection.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(option => !option.Equals(HeaderNames.Upgrade, StringComparison.OrdinalIgnoreCase));
}
