using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.Load;

/// <summary>Many clients that ask for one object at one moment, each on a connection of its own.</summary>
internal static class Crowd
{
    /// <summary>Connects all of them, then lets them ask.</summary>
    /// <param name="url">What they ask for.</param>
    /// <param name="clients">How many.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each client when its first byte came, counted from the moment of asking, and how many bytes came in all.</returns>
    public static async Task<IReadOnlyList<Client>> AskAsync(Uri url, int clients, TimeProvider time, CancellationToken cancellationToken)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < clients; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                sockets.Add(socket);
                await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
            }

            var request = Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n");
            var began = time.GetTimestamp();
            return await Task.WhenAll(sockets.Select(socket => ReadAsync(socket, request, began, time, cancellationToken)));
        }
        finally
        {
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }
        }
    }

    private static async Task<Client> ReadAsync(
        Socket socket, byte[] request, long began, TimeProvider time, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        var buffer = new byte[32 * 1024];
        long received = await socket.ReceiveAsync(buffer, cancellationToken);
        var first = time.GetElapsedTime(began);
        for (var count = received; count > 0; received += count)
        {
            count = await socket.ReceiveAsync(buffer, cancellationToken);
        }

        return new Client(first, received);
    }

    /// <summary>What one client saw.</summary>
    /// <param name="FirstByte">When its first byte came.</param>
    /// <param name="Received">Bytes received, the header section included.</param>
    internal sealed record Client(TimeSpan FirstByte, long Received);
}
