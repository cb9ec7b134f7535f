using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Processes;

/// <summary>
/// Ports of the system's choice, for servers that cannot be asked which one they got. Somebody else could take one before its server
/// does; the start then fails with the server's own words.
/// </summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that is free now and was not given before.</summary>
    public static int Choose()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, true))
            {
                return port;
            }
        }
    }
}
