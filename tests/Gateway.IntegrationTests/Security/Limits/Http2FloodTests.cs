using System.Buffers.Binary;
using System.Net.Sockets;
using Gateway.IntegrationTests.Security.Attacks;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Limits;

/// <summary>
/// Frames without end on one HTTP/2 connection, of which the sender reads nothing. Whatever the server does with that connection: the
/// memory stays bounded, the upstream hears of a bounded number of requests, and the next client is served.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class Http2FloodTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Priority = 2;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte Continuation = 9;

    /// <summary>Far more than any client sends on one connection in a moment.</summary>
    private const int Frames = 50_000;

    private static readonly (string Name, string Value)[] Request =
        [(":method", "GET"), (":scheme", "http"), (":authority", GatewaySettings.DevHost), (":path", "/files/flood")];

    [Theory]
    [InlineData("rapid reset", 200)]
    [InlineData("settings", 0)]
    [InlineData("ping", 0)]
    [InlineData("empty data", 1)]
    [InlineData("priority", 0)]
    [InlineData("window update", 0)]
    [InlineData("continuation", 0)]
    [InlineData("streams", 200)]
    public async Task Flood_Sent_CostsABoundedAmount(string kind, int mostRequests)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.RequestAborted);
            context.Response.Headers.CacheControl = "no-store";
        });
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ListenHttp2().ToString());
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await FloodAsync(gateway.Address, kind);

        var more = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024 * 1024);
        using var response = await gateway.Client.SendAsync(
            Http2.Request(HttpMethod.Get, "/files/other"), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        Assert.True(more < 64, $"{more} MiB more than before.");
        var heard = upstream.Requests.Count(request => request.RawTarget == "/flood");
        Assert.True(heard <= mostRequests, $"The upstream heard of {heard} requests.");
    }

    private static async Task FloodAsync(Uri address, string kind)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port, patience.Token);
        var stream = tcp.GetStream();
        try
        {
            await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), patience.Token);
            await stream.WriteAsync(Http2Wire.Frame(Settings, 0, 0, []), patience.Token);
            await stream.WriteAsync(Beginning(kind), patience.Token);
            for (var i = 0; i < Frames; i++)
            {
                await stream.WriteAsync(FramesOf(kind, (2 * i) + 1), patience.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The server has ended the connection, or takes no more of it: both are bounds.
        }
    }

    private static byte[] Beginning(string kind) => kind switch
    {
        "empty data" => Http2Wire.Frame(Headers, 4, 1, Http2Wire.Encode([(":method", "PUT"), .. Request[1..]])),
        "continuation" => Http2Wire.Frame(Headers, 0, 1, Http2Wire.Encode(Request)),
        _ => [],
    };

    private static byte[] FramesOf(string kind, int streamId) => kind switch
    {
        "rapid reset" =>
            [.. Http2Wire.Frame(Headers, 5, streamId, Http2Wire.Encode(Request)), .. Http2Wire.Frame(Reset, 0, streamId, Number(8))],
        "streams" => Http2Wire.Frame(Headers, 5, streamId, Http2Wire.Encode(Request)),
        "settings" => Http2Wire.Frame(Settings, 0, 0, [0, 3, 0, 0, 0, 100]),
        "ping" => Http2Wire.Frame(Ping, 0, 0, new byte[8]),
        "empty data" => Http2Wire.Frame(Data, 0, 1, []),
        "priority" => Http2Wire.Frame(Priority, 0, streamId, [0, 0, 0, 0, 16]),
        "window update" => Http2Wire.Frame(WindowUpdate, 0, 0, Number(1)),
        "continuation" => Http2Wire.Frame(Continuation, 0, 1, Http2Wire.Encode([("x-flood", "x")])),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such flood."),
    };

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
