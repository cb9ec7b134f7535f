using System.Net;
using System.Net.Sockets;
using Gateway.Environments;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Security.Limits;

/// <summary>
/// How many connections an address may have open at once. Counted before the TLS handshake, which is what costs; so it is not known yet
/// which environment a connection is for.
/// </summary>
internal sealed class ConnectionLimit(GatewayState state, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Security");
    private readonly Dictionary<IPAddress, Share> _shares = [];
    private readonly Lock _lock = new();

    /// <summary>Lets a connection in, or ends it.</summary>
    public async Task InvokeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!state.IsReady || connection.RemoteEndPoint is not IPEndPoint { Address: var address })
        {
            await next(connection);
            return;
        }

        var client = ClientOf(address);
        if (!TryEnter(client, isProxy: state.Current.Snapshot.TrustedProxies.Contains(address)))
        {
            connection.Abort(new ConnectionAbortedException("The address has as many connections open as it may."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(client);
        }
    }

    /// <summary>Who is counted as one: an IPv4 address, or the /64 that a site of IPv6 has for itself.</summary>
    public static IPAddress ClientOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    // Counted also while there is no limit: a reload that sets one must know who is there.
    private bool TryEnter(IPAddress client, bool isProxy)
    {
        var limit = isProxy ? null : state.Current.Snapshot.Source.Options.Connections.MaxPerAddress;
        bool isFirstRefusal;
        lock (_lock)
        {
            var share = _shares.GetValueOrDefault(client);
            if (share.Open < (limit ?? int.MaxValue))
            {
                _shares[client] = new Share(share.Open + 1, HasBeenRefused: false);
                return true;
            }

            isFirstRefusal = !share.HasBeenRefused;
            _shares[client] = share with { HasBeenRefused = true };
        }

        if (isFirstRefusal)
        {
            Log.TooManyConnections(_logger, client, limit!.Value);
        }

        return false;
    }

    private void Leave(IPAddress client)
    {
        lock (_lock)
        {
            var share = _shares[client];
            if (share.Open == 1)
            {
                _shares.Remove(client);
            }
            else
            {
                _shares[client] = share with { Open = share.Open - 1 };
            }
        }
    }

    private readonly record struct Share(int Open, bool HasBeenRefused);
}
