using System.Net;

namespace Gateway.Upstreams.Addresses;

/// <summary>The addresses of names.</summary>
internal interface INames
{
    /// <summary>Looks a name up.</summary>
    /// <param name="name">A host name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its addresses, in any order.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The name has none, or nobody could be asked.</exception>
    Task<IPAddress[]> FindAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Names as the system knows them: its hosts file, then DNS.</summary>
internal sealed class SystemNames : INames
{
    /// <inheritdoc/>
    public Task<IPAddress[]> FindAsync(string name, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(name, cancellationToken);
}
