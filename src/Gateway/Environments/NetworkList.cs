using System.Collections.Immutable;
using System.Net;

namespace Gateway.Environments;

/// <summary>A list of networks (CIDR) or single addresses. An IPv4 address that arrives mapped into IPv6 is the IPv4 address.</summary>
/// <param name="entries">As written in the configuration; the rules have refused what is none.</param>
internal sealed class NetworkList(IEnumerable<string> entries)
{
    private readonly ImmutableArray<IPNetwork> _networks = [.. entries.Select(Parse)];

    /// <summary>Whether the list names nobody.</summary>
    public bool IsEmpty => _networks.IsEmpty;

    /// <summary>Whether the address lies in one of the networks.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null || _networks.IsEmpty)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in _networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork Parse(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
        {
            return network;
        }

        var address = IPAddress.Parse(entry);
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
