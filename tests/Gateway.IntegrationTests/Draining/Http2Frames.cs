using System.Buffers.Binary;
using System.Net.Sockets;
using Gateway.IntegrationTests.Security.Attacks;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.Draining;

/// <summary>One HTTP/2 connection without TLS on which a test sees each frame.</summary>
internal sealed class Http2Frames : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte GoAway = 7;

    /// <summary>The largest stream id: no stream that the client has begun is turned away (RFC 9113 §6.8).</summary>
    public const int AnyStream = int.MaxValue;

    private const byte Settings = 4;
    private const byte EndStreamAndHeaders = 5;
    private const byte EndStream = 1;

    private readonly TcpClient _tcp = new();

    public static async Task<Http2Frames> ConnectAsync(Uri address)
    {
        var connection = new Http2Frames();
        await connection._tcp.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await connection.SendAsync(Http2Wire.Frame(Settings, 0, 0, []));
        return connection;
    }

    /// <summary>Begins a stream.</summary>
    public Task GetAsync(int stream, string path) => SendAsync(Http2Wire.Frame(Headers, EndStreamAndHeaders, stream, Http2Wire.Encode(
        [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", GatewaySettings.DevHost)])));

    /// <summary>The next frame of a type; null when the connection ends before.</summary>
    public async Task<(int Stream, byte[] Payload)?> NextAsync(byte type)
    {
        while (await ReadAsync() is { } frame)
        {
            if (frame.Type == type)
            {
                return (frame.Stream, frame.Payload);
            }
        }

        return null;
    }

    /// <summary>The last stream that is served and the error code of the next GOAWAY; null when the connection ends before.</summary>
    public async Task<(int LastStream, int Code)?> GoodbyeAsync() => await NextAsync(GoAway) is { Payload: var payload }
        ? (BinaryPrimitives.ReadInt32BigEndian(payload), BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)))
        : null;

    /// <summary>The body of a stream, once it has ended.</summary>
    public async Task<byte[]> BodyAsync(int stream)
    {
        using var body = new MemoryStream();
        while (await ReadAsync() is { } frame)
        {
            if (frame.Stream != stream)
            {
                continue;
            }

            if (frame.Type == Data)
            {
                body.Write(frame.Payload);
            }

            if (frame.Type is Data or Headers && (frame.Flags & EndStream) != 0)
            {
                return body.ToArray();
            }
        }

        throw new EndOfStreamException($"The connection ended before stream {stream} did; {body.Length} bytes had come.");
    }

    public void Dispose() => _tcp.Dispose();

    private async Task SendAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Poll.Patience);
        var head = new byte[9];
        try
        {
            await _tcp.GetStream().ReadExactlyAsync(head, patience.Token);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _tcp.GetStream().ReadExactlyAsync(payload, patience.Token);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
