using System.Net;
using System.Net.Sockets;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>
/// A server that answers the first request of each connection and closes it at the second, as one does that ends an idle connection just
/// when a request comes.
/// </summary>
internal sealed class OneAnswerAConnection : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private int _requests;

    public OneAnswerAConnection()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException or IOException)
        {
            // Stopped, or left by the gateway.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        if (await stream.ReadAsync(buffer) > 0)
        {
            Interlocked.Increment(ref _requests);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray());
            if (await stream.ReadAsync(buffer) > 0)
            {
                Interlocked.Increment(ref _requests);
            }
        }
    }
}
