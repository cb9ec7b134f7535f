using System.Net;

namespace Gateway.Environments;

/// <summary>
/// Who the client is, behind proxies. ASP.NET Core's middleware for it forgets the part of the chain that it believed,
/// which the upstream is to be told; and its options cannot change while it runs. So the walk is ours.
/// </summary>
/// <param name="Client">The first address from the right that is not a trusted proxy's.</param>
/// <param name="Field">The value of <c>X-Forwarded-For</c> towards the upstream: the client and the trusted proxies behind it.</param>
/// <param name="TrustedProxies">How many trusted proxies the request passed, the one that connected included.</param>
internal readonly record struct ForwardedChain(IPAddress Client, string Field, int TrustedProxies)
{
    /// <summary>Walks the chain from the connection outwards, as far as each hop is trusted.</summary>
    /// <param name="peer">The address of the connection.</param>
    /// <param name="field">The field <c>X-Forwarded-For</c> as received, lines joined with commas.</param>
    /// <param name="trusted">Whose word counts.</param>
    public static ForwardedChain Walk(IPAddress peer, string? field, NetworkList trusted)
    {
        var client = Plain(peer);
        var chain = client.ToString();
        if (!trusted.Contains(client))
        {
            return new ForwardedChain(client, chain, 0);
        }

        var proxies = 1;
        foreach (var entry in (field ?? "").Split(',', StringSplitOptions.TrimEntries).Reverse())
        {
            // An entry that is no address ends the walk: what lies behind it is hearsay.
            if (AddressOf(entry) is not { } hop)
            {
                break;
            }

            client = hop;
            chain = $"{hop}, {chain}";
            if (!trusted.Contains(hop))
            {
                break;
            }

            proxies++;
        }

        return new ForwardedChain(client, chain, proxies);
    }

    private static IPAddress? AddressOf(string entry) =>
        IPAddress.TryParse(entry, out var address) ? Plain(address)
        : IPEndPoint.TryParse(entry, out var endpoint) ? Plain(endpoint.Address)
        : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
