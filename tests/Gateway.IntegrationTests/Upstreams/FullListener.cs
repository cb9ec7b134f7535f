using System.Net;
using System.Net.Sockets;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>A port behind which nobody takes connections any more: the queue of those who wait is full, and more get no answer.</summary>
internal sealed class FullListener : IAsyncDisposable
{
    /// <summary>A queue of none holds one or two, depending on the system.</summary>
    private const int More = 4;

    private readonly Socket _listener = Make();
    private readonly List<Socket> _waiting = [];

    private FullListener()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
    }

    public Uri Address => new($"http://{_listener.LocalEndPoint}/");

    public static async Task<FullListener> StartAsync()
    {
        var full = new FullListener();
        await full.ConnectAsync();
        for (var i = 0; i < More; i++)
        {
            _ = full.ConnectAsync();
        }

        return full;
    }

    public ValueTask DisposeAsync()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Socket Make() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private async Task ConnectAsync()
    {
        var socket = Make();
        _waiting.Add(socket);
        try
        {
            await socket.ConnectAsync(_listener.LocalEndPoint!);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It waited in vain until the end.
        }
    }
}
