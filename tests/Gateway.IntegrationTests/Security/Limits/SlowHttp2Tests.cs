using System.Net.Sockets;
using Gateway.IntegrationTests.Security.Attacks;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Limits;

/// <summary>
/// Clients of HTTP/2 that hold a connection by being slow. Its streams share the rates of the server (<c>Kestrel:Limits</c>).
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class SlowHttp2Tests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte EndHeaders = 4;
    private const byte EndStreamAndHeaders = 5;
    private const int Streams = 100;

    private static readonly TimeSpan BetweenDrops = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task HundredStreamsReadNothing_LargeAnswersSent_MemoryStaysBoundedAndTheConnectionIsEnded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(LargeAnswer.InPiecesAsync);
        await using var gateway = await StartAsync(upstream);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var tcp = await ConnectAsync(gateway.Address);

        for (var i = 0; i < Streams; i++)
        {
            var fields = Http2Wire.Encode(Request("GET", $"/files/{i}"));
            await SendAsync(tcp, Http2Wire.Frame(Headers, EndStreamAndHeaders, (2 * i) + 1, fields));
        }

        await Poll.UntilAsync(() => upstream.Requests.Count == Streams, "all of them are under way");
        var more = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024 * 1024);
        await MustBeEndedAsync(tcp, _ => Task.CompletedTask);

        // 800 MiB are wanted.
        Assert.True(more < 150, $"{more} MiB more than before.");
    }

    [Fact]
    public async Task BodyDropByDrop_Sent_IsEnded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);
        using var tcp = await ConnectAsync(gateway.Address);

        await SendAsync(tcp, Http2Wire.Frame(Headers, EndHeaders, 1, Http2Wire.Encode(Request("PUT", "/files/x"))));

        await MustBeEndedAsync(tcp, client => SendAsync(client, Http2Wire.Frame(Data, 0, 1, [0])));
    }

    [Fact]
    public async Task HeaderSectionWithoutEnd_Sent_IsEnded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        using var tcp = await ConnectAsync(gateway.Address);

        await SendAsync(tcp, Http2Wire.Frame(Headers, 0, 1, Http2Wire.Encode(Request("GET", "/files/x"))));

        await MustBeEndedAsync(tcp, _ => Task.CompletedTask);
        Assert.Empty(upstream.Requests);
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
        .ListenHttp2()
        .Set("Kestrel:Limits:RequestHeadersTimeout", "00:00:02")
        .Set("Kestrel:Limits:MinRequestBodyDataRate", new { BytesPerSecond = 1024, GracePeriod = "00:00:02" })
        .Set("Kestrel:Limits:MinResponseDataRate", new { BytesPerSecond = 1024 * 1024, GracePeriod = "00:00:02" })
        .ToString());

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await SendAsync(tcp, [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Http2Wire.Frame(Settings, 0, 0, [])]);
        return tcp;
    }

    private static (string Name, string Value)[] Request(string method, string path) =>
        [(":method", method), (":scheme", "http"), (":authority", GatewaySettings.DevHost), (":path", path)];

    private static Task SendAsync(TcpClient client, byte[] bytes) =>
        client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Reads for the end only: no window is ever given back, so the flow stops after 64 KiB, however much is read here.</summary>
    private static async Task MustBeEndedAsync(TcpClient tcp, Func<TcpClient, Task> dropAsync)
    {
        var buffer = new byte[64 * 1024];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Poll.Patience);
        try
        {
            var reading = tcp.GetStream().ReadAsync(buffer, patience.Token).AsTask();
            while (true)
            {
                await Task.WhenAny(reading, Task.Delay(BetweenDrops, TimeProvider.System, patience.Token));
                if (!reading.IsCompleted)
                {
                    await dropAsync(tcp);
                }
                else if (await reading == 0)
                {
                    return;
                }
                else
                {
                    reading = tcp.GetStream().ReadAsync(buffer, patience.Token).AsTask();
                }
            }
        }
        catch (IOException)
        {
            // Reset instead of closed: ended all the same.
        }
    }
}
