using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Fuzz.Wire;

/// <summary>
/// An upstream that takes nothing but what RFC 9112 says, octet by octet, and says what it got that is not so. Its answer may be cached,
/// and repeats what the gateway told it, so that an answer in the wrong hands can be seen.
/// </summary>
internal sealed class StrictUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public StrictUpstream()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What it got that no gateway may send, each once, with the octets of the request.</summary>
    public ConcurrentDictionary<string, string> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>How many whole requests it got.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    private long _requests;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        client.NoDelay = true;
        var reader = new WireReader(client.GetStream(), _stopping.Token);
        try
        {
            while (await reader.ReadHeadAsync() is { } head)
            {
                var request = StrictRequest.Read(head);
                foreach (var fault in request.Faults(Address.Authority))
                {
                    Faults.TryAdd(fault, head);
                }

                if (!await reader.SkipBodyAsync(request.Length, request.IsChunked))
                {
                    return;
                }

                Interlocked.Increment(ref _requests);
                await client.GetStream().WriteAsync(AnswerTo(request), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A gateway breaks off a request whose client did.
        }
        catch (InvalidDataException exception)
        {
            Faults.TryAdd(exception.Message, "");
        }
    }

    private static byte[] AnswerTo(StrictRequest request)
    {
        var seen = new SeenRequest(request.Target, request.Value("X-Forwarded-Host"));
        var body = request.Method == "HEAD" ? "" : JsonSerializer.Serialize(seen);
        var length = Encoding.Latin1.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        var field = request.Method == "HEAD" ? "" : $"Content-Length: {length}\r\n";
        return Encoding.Latin1.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=60\r\n{field}\r\n{body}");
    }
}

/// <summary>What the upstream's answer says of the request that it answers.</summary>
/// <param name="Target">The target.</param>
/// <param name="Host">The Host that the gateway says the client asked.</param>
internal sealed record SeenRequest(string Target, string Host);
