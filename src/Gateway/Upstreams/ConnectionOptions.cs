using System.Collections.Frozen;
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
    /// <summary>What says for whom a message is and where it ends: a client that names these would change what it has sent.</summary>
    private static readonly FrozenSet<string> Kept = FrozenSet.ToFrozenSet(
        [HeaderNames.Connection, HeaderNames.Host, HeaderNames.ContentLength, HeaderNames.TransferEncoding],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Takes out of a client's request what it named. Before anybody else reads the fields: an answer that varies by one of them is
    /// stored by the value that the upstream has seen, or a client could have its own answer given to others.
    /// </summary>
    public static void Remove(IHeaderDictionary fromClient)
    {
        foreach (var option in Named(fromClient.Connection))
        {
            if (!Kept.Contains(option))
            {
                fromClient.Remove(option);
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
