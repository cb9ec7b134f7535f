using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security.Limits;

/// <summary>Clients that hold a connection by being slow are ended, and hold no memory meanwhile.</summary>
[Collection(nameof(MemoryTests))]
public sealed class SlowClientTests
{
    private static readonly TimeSpan BetweenDrops = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData("HeaderSection", "GET /files/x HTTP/1.1\r\nHost: dev.example\r\n", "X")]
    [InlineData("Body", "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 100000\r\n\r\n", "x")]
    [InlineData("ChunkedBody", "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")]
    public async Task DropByDrop_Sent_IsEnded(string what, string beginning, string drop)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(For(upstream.Address, new { MinRequestBodyDataRate = "1KiB" })
            .Set("Kestrel:Limits:RequestHeadersTimeout", "00:00:02")
            .ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        await client.SendAsync(beginning);

        var watch = Stopwatch.StartNew();
        var isOver = client.IsClosedByPeerAsync();
        while (!isOver.IsCompleted && watch.Elapsed < Poll.Patience)
        {
            try
            {
                await client.SendAsync(drop);
            }
            catch (IOException)
            {
                break;
            }

            await Task.Delay(BetweenDrops, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        // It is told with a status or just ended, by how far it came: what matters is that it does not go on.
        Assert.True(watch.Elapsed < Poll.Patience, $"{what} went on for {watch.Elapsed}.");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 22, 3, 1, 2, 0, 1 })]
    public async Task HandshakeThatDoesNotGoOn_Begun_IsEnded(byte[] beginning)
    {
        using var authority = new TestCertificates();
        using var certificate = authority.Server("localhost");
        using var folder = new TempFolder();
        var (path, key) = certificate.WritePem(folder, "server");
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        await client.SendAsync(beginning);

        Assert.True(await client.IsClosedByPeerAsync());
    }

    [Fact]
    public async Task NothingIsRead_LargeAnswerSent_ConnectionIsEnded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, new byte[LargeAnswer.Bytes]));
        await using var gateway = await GatewayHost.StartAsync(For(upstream.Address, new { MinResponseDataRate = "1MiB" }).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        await client.SendAsync(RawRequest.Get("/files/x"));

        await gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access", "the request has ended");
        var read = 0;
        while (await ReadAsync(client) is > 0 and var count)
        {
            read += count;
        }

        Assert.True(read < LargeAnswer.Bytes, $"{read} bytes came, which is the whole answer.");
    }

    [Fact]
    public async Task HundredReadNothing_LargeAnswersSent_MemoryStaysBounded()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(LargeAnswer.InPiecesAsync);
        await using var gateway = await GatewayHost.StartAsync(For(upstream.Address, new { MinResponseDataRate = "0B" }).ToString());
        List<RawHttpClient> readers = [];
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100; i++)
        {
            var reader = await RawHttpClient.ConnectAsync(gateway.Address);
            await reader.SendAsync(RawRequest.Get($"/files/{i}"));
            readers.Add(reader);
        }

        await Poll.UntilAsync(() => upstream.Requests.Count == 100, "all of them are under way");
        var served = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("HEAD", "/files/other", GatewaySettings.DevHost));
        var more = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024 * 1024);

        // 800 MiB are wanted; buffers of a fetch and of a connection are below 1 MiB for each reader.
        Assert.True(more < 150, $"{more} MiB more than before.");
        Assert.Equal(200, served.Status);
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    private static async Task<int> ReadAsync(RawHttpClient client)
    {
        try
        {
            return (await client.ReadSomeAsync()).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
