using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.IntegrationTests.Security.Attacks;

/// <summary>An upstream that answers every connection with the same octets, well formed or not.</summary>
internal sealed class UpstreamOfBytes : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    private UpstreamOfBytes(byte[] answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public static Task<UpstreamOfBytes> StartAsync(string answer) => Task.FromResult(new UpstreamOfBytes(Encoding.Latin1.GetBytes(answer)));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                if (await stream.ReadAsync(new byte[4096]) > 0)
                {
                    await stream.WriteAsync(answer);
                }

                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped, or left by the gateway.
        }
    }
}
