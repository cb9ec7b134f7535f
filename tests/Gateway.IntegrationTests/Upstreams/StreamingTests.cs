using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class StreamingTests
{
    private const int FirstPart = 64 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WebSocket_Echo_PassesTextBytesAndClose()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.OnStreaming("/echo", Reply.WebSocketEcho);
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("chat");

        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = "/files/echo" }.Uri, Cancelled);
        Assert.Equal("chat", socket.SubProtocol);
        Assert.Equal("hello", Encoding.UTF8.GetString(await EchoAsync(socket, "hello"u8.ToArray(), WebSocketMessageType.Text)));
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        Assert.Equal(bytes, await EchoAsync(socket, bytes, WebSocketMessageType.Binary));
        await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "bye", Cancelled);

        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "bye"), (socket.CloseStatus, socket.CloseStatusDescription));
        Assert.Equal("/files", upstream.Requests[0].Value("X-Forwarded-Prefix"));
    }

    [Fact]
    public async Task ServerSentEvents_Sent_ArriveBeforeTheNextExists()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var events = Channel.CreateUnbounded<string>();
        upstream.On("/events", Reply.Events(events.Reader));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        Assert.True(events.Writer.TryWrite("one"));
        using var response = await gateway.Client.GetAsync("/files/events", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        await MustReadAsync(reader, "one");
        Assert.True(events.Writer.TryWrite("two"));
        await MustReadAsync(reader, "two");

        events.Writer.Complete();
        Assert.Null(await reader.ReadLineAsync(Cancelled));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task ServerSentEvents_NoneSentYet_ClientKnowsThatItIsConnected()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var events = Channel.CreateUnbounded<string>();
        upstream.On("/events", Reply.Events(events.Reader));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        // The first time it is fetched for the cache, then it is known as uncacheable and passes straight through.
        for (var time = 0; time < 2; time++)
        {
            using var response = await gateway.Client.GetAsync("/files/events", HttpCompletionOption.ResponseHeadersRead, Cancelled)
                .WaitAsync(Poll.Patience, TimeProvider.System, Cancelled);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        }
    }

    [Fact]
    public async Task Body_BreaksBeforeItsFirstByte_ClientSeesTheBreak()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var gate = new Gate();
        upstream.Otherwise(Fault.ResetMidBody([], 10, gate));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        await client.SendAsync("DELETE /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n");
        await gate.ArrivedAsync();

        gate.Open();

        await BrokenOff.IsSeenAsync(client.ReadFinalResponseAsync());
        Assert.DoesNotContain(gateway.Log.Entries, entry => entry.Message.Contains("defect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerSentEvents_ClientLeaves_UpstreamIsTold()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var events = Channel.CreateUnbounded<string>();
        upstream.On("/events", Reply.Events(events.Reader));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        await client.SendAsync(RawRequest.Get("/files/events"));
        var request = (await upstream.ReceivedAsync("/events"))[0];
        events.Writer.TryWrite("one");
        await client.ReadSomeAsync();

        client.Reset();
        await Poll.UntilAsync(() => request.Ended.IsCompleted || !events.Writer.TryWrite("more"), "the upstream's request has ended");

        await request.Ended;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Of40Megabytes_ArrivesWhole(bool chunked)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(201));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        var bytes = RandomNumberGenerator.GetBytes(40 * 1024 * 1024);
        using var content = new ByteArrayContent(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/files/x") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await gateway.Client.SendAsync(request, Cancelled);
        var body = await upstream.Requests[0].Body;

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (body.Length, body.Sha256));
        Assert.Equal(chunked ? null : $"{bytes.Length}", upstream.Requests[0].Value("Content-Length"));
    }

    [Fact]
    public async Task Body_SentInParts_ReachesTheUpstreamPartByPart()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var first = new TaskCompletionSource();
        upstream.OnStreaming("/x", async context =>
        {
            var part = new byte[FirstPart];
            await context.Request.Body.ReadExactlyAsync(part, context.RequestAborted);
            first.SetResult();
            await Reply.Echo(context);
        });
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        // More than a buffer holds back: what comes in goes out before the end is there.
        await client.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync($"{2 * FirstPart:x}\r\n{new string('a', 2 * FirstPart)}\r\n");
        await first.Task.WaitAsync(Poll.Patience, TimeProvider.System, Cancelled);
        await client.SendAsync("6\r\nsecond\r\n0\r\n\r\n");

        Assert.Equal(new string('a', FirstPart) + "second", (await client.ReadFinalResponseAsync()).Text);
    }

    [Fact]
    public async Task Expectation_OfAClient_IsMetBeforeTheBodyIsSent()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(201));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        await client.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Assert.Equal(100, (await client.ReadResponseAsync()).Status);
        await client.SendAsync("abc");

        Assert.Equal(201, (await client.ReadFinalResponseAsync()).Status);
        Assert.Equal("abc", (await upstream.Requests[0].Body).Text);
    }

    [Fact]
    public async Task Body_BrokenOffByTheClient_IsBrokenAtTheUpstream()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        await client.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 100\r\n\r\nabc");
        var request = (await upstream.ReceivedAsync("/x"))[0];

        client.Reset();
        await request.Ended;

        Assert.False(request.Body.IsCompletedSuccessfully);
    }

    private static async Task MustReadAsync(StreamReader reader, string text)
    {
        Assert.Equal($"data: {text}", await reader.ReadLineAsync(Cancelled));
        Assert.Equal("", await reader.ReadLineAsync(Cancelled));
    }

    private static async Task<byte[]> EchoAsync(ClientWebSocket socket, byte[] message, WebSocketMessageType type)
    {
        await socket.SendAsync(message, type, endOfMessage: true, Cancelled);
        using var echoed = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), Cancelled);
            echoed.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        Assert.Equal(type, received.MessageType);
        return echoed.ToArray();
    }
}
