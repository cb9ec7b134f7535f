using System.Net;
using Gateway.Environments;
using Gateway.Security.Grants;

namespace Gateway.Security.Identities;

/// <summary>
/// Whether a TLS client is asked for a certificate: only where the environment of the server name wants one, since browsers then ask
/// their user, and some clients give up.
/// </summary>
internal sealed class ClientCertificateDemand(GatewayState state)
{
    /// <summary>Whether to ask.</summary>
    /// <param name="serverName">The server name of the handshake; null when the client sent none, for it asked for an address.</param>
    /// <param name="endpoint">The local address and port of the connection.</param>
    public bool Asks(string? serverName, EndPoint? endpoint)
    {
        if (!state.IsReady)
        {
            return false;
        }

        var snapshot = state.Current.Snapshot;
        var policies = snapshot.Part<AccessPolicies>();
        if (!policies.Trusts.Any())
        {
            return false;
        }

        var local = endpoint as IPEndPoint;
        var host = serverName ?? AddressOf(local);
        return policies.Find(snapshot.Hosts.Find(host, local?.Port ?? 443))?.Certificates is not null;
    }

    private static string AddressOf(IPEndPoint? local)
    {
        var address = local?.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : local?.Address;
        return address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ? $"[{address}]" : $"{address}";
    }
}
