using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.TestKit;

public sealed class FakeUpstreamTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_Received_IsRecordedByteForByte()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/@a%2fb%2B!;%20", Reply.With(200, "hello", ("X-Two", "1"), ("X-Two", "2")));

        var response = await RawHttpClient.ExchangeAsync(
            upstream.Address,
            "POST /@a%2fb%2B!;%20?q=%20&&r HTTP/1.1\r\n" +
            "Host: Upper.Example\r\nx-ODD: b\r\nAccept: */*\r\nX-odd: a\r\nContent-Length: 3\r\n\r\nabc");

        var request = Assert.Single(upstream.Requests);
        var body = await request.Body;
        Assert.Equal("/@a%2fb%2B!;%20?q=%20&&r", request.RawTarget);
        Assert.Equal(
            ["Host: Upper.Example", "x-ODD: b", "Accept: */*", "X-odd: a", "Content-Length: 3"],
            request.Headers.Select(header => $"{header.Key}: {header.Value}"),
            StringComparer.Ordinal);
        Assert.Equal((3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), (body.Length, body.Sha256));
        Assert.Equal((200, "hello"), (response.Status, response.Text));
        Assert.Equal(["1", "2"], response.Values("x-two"));
    }

    [Fact]
    public async Task TwoRequestsOnOneConnection_SameTarget_KeepTheirOwnHeaders()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Reply.With(200));
        await using var client = await RawHttpClient.ConnectAsync(upstream.Address);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Number: 1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nX-Number: 2\r\n\r\n");
        await client.ReadResponseAsync();
        await client.ReadResponseAsync();

        Assert.Equal(["1", "2"], upstream.Requests.Select(request => request.Value("X-Number")), StringComparer.Ordinal);
        Assert.Single(upstream.Requests.Select(request => request.ConnectionId).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task UnannouncedPath_Asked_IsNotImplemented()
    {
        await using var upstream = await FakeUpstream.StartAsync();

        Assert.Equal(501, (await GetAsync(upstream, "/surprise")).Status);
    }

    [Fact]
    public async Task StatusesInOrder_Asked_RepeatTheLast()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Reply.Statuses(503, 429, 200));

        var statuses = new List<int>();
        for (var request = 0; request < 4; request++)
        {
            statuses.Add((await GetAsync(upstream, "/")).Status);
        }

        Assert.Equal([503, 429, 200, 200], statuses);
    }

    [Fact]
    public async Task Upstream_StoppedAndStarted_RefusesThenAnswersOnTheSamePort()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Reply.With(200));
        await using var kept = await RawHttpClient.ConnectAsync(upstream.Address);

        await upstream.StopListeningAsync();
        var refusal = await Assert.ThrowsAsync<SocketException>(() => GetAsync(upstream, "/"));
        var keptIsClosed = await kept.IsClosedByPeerAsync();
        await upstream.StartListeningAsync();

        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
        Assert.True(keptIsClosed);
        Assert.Equal(200, (await GetAsync(upstream, "/")).Status);
    }

    [Fact]
    public async Task ResetBeforeResponse_Asked_EndsTheConnectionWithoutAByte()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Fault.ResetBeforeResponse);
        using var client = new HttpClient();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(upstream.Address, Cancelled));

        var cause = Assert.IsType<IOException>(failure.InnerException);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(cause.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task BodyFaults_Asked_LeaveTheBodyIncomplete()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/reset", Fault.ResetMidBody(new byte[10], declaredLength: 100));
        upstream.On("/short", Fault.ShortBody("0123456789", declaredLength: 100));
        upstream.On("/chunks", Fault.UnfinishedChunks(new byte[10]));
        upstream.On("/whole", Reply.With(200, new byte[10]));

        foreach (var path in (string[])["/reset", "/short", "/chunks", "/whole"])
        {
            var response = await GetAsync(upstream, path);

            Assert.Equal((10, string.Equals(path, "/whole", StringComparison.Ordinal)), (response.Body.Length, response.IsComplete));
        }
    }

    [Fact]
    public async Task RawAnswer_Asked_ArrivesAsWritten()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Fault.Raw(
            "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 299 Odd Reason\r\nX: 1\r\nx: 2\r\nContent-Length: 2\r\n\r\nok"));
        await using var client = await RawHttpClient.ConnectAsync(upstream.Address);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        var interim = await client.ReadResponseAsync();
        var final = await client.ReadResponseAsync();

        Assert.Equal(["Link: <a>"], interim.HeaderLines);
        Assert.Equal("HTTP/1.1 299 Odd Reason", final.StatusLine);
        Assert.Equal(["X: 1", "x: 2", "Content-Length: 2"], final.HeaderLines);
        Assert.Equal("ok", final.Text);
    }

    [Fact]
    public async Task HangingHandler_ClientLeaves_IsRecordedAsAborted()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/", Fault.Hang(new Gate()));
        await using (var client = await RawHttpClient.ConnectAsync(upstream.Address))
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await upstream.ReceivedAsync("/");
            Assert.Equal(1, upstream.ConcurrentRequests);
        }

        var request = upstream.Requests[0];
        await request.Ended.WaitAsync(Poll.Patience, Cancelled);

        Assert.True(request.WasAborted);
        Assert.Equal((0, 1), (upstream.ConcurrentRequests, upstream.MostConcurrentRequests));
    }

    [Fact]
    public async Task GatedAnswer_GateOpened_FollowsItsFirstPart()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var gate = new Gate();
        upstream.On("/", Reply.InTwoParts("first "u8.ToArray(), gate, "second"u8.ToArray()));
        using var client = new HttpClient();
        using var response = await client.GetAsync(upstream.Address, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var first = new byte[6];
        await body.ReadExactlyAsync(first, Cancelled);

        await gate.ArrivedAsync();
        gate.Open();
        using var reader = new StreamReader(body);

        Assert.Equal("first ", Encoding.UTF8.GetString(first));
        Assert.Equal("second", await reader.ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task DripByAManualClock_Advanced_SendsTheNextDrop()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var clock = new ManualClock();
        upstream.On("/", Reply.Drip("ab"u8.ToArray(), count: 2, TimeSpan.FromHours(1), clock));

        var answer = GetAsync(upstream, "/");
        await Poll.UntilAsync(() => clock.PendingTimers == 1, "the first drop was sent");
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("abab", (await answer).Text);
    }

    [Fact]
    public async Task Events_Written_ArriveOneByOne()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var events = Channel.CreateUnbounded<string>();
        upstream.On("/events", Reply.Events(events.Reader));
        using var client = new HttpClient();
        var address = new Uri(upstream.Address, "events");
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));

        await events.Writer.WriteAsync("one", Cancelled);
        Assert.Equal("data: one", await lines.ReadLineAsync(Cancelled));
        events.Writer.Complete();
        Assert.Equal("\n", await lines.ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task WebSocket_MessageSent_ComesBack()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.OnStreaming("/socket", Reply.WebSocketEcho);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(upstream.Address) { Scheme = "ws", Path = "socket" }.Uri, Cancelled);

        await socket.SendAsync("ping"u8.ToArray().AsMemory(), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Cancelled);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Cancelled);

        Assert.Equal("ping", Encoding.UTF8.GetString(buffer, 0, received.Count));
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "done"), (socket.CloseStatus, socket.CloseStatusDescription));
    }

    [Fact]
    public async Task ClearTextHttp2_Asked_RecordsPathAndFields()
    {
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Protocols = HttpProtocols.Http2 });
        upstream.On("/a%2Fb", Reply.With(200));
        using var client = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        client.DefaultRequestHeaders.Add("X-One", "1");

        using var response = await client.GetAsync(new Uri(upstream.Address, "a%2Fb"), Cancelled);

        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("HTTP/2", "/a%2Fb", "1"), (request.Protocol, request.RawTarget, request.Value("x-one")));
    }

    private static Task<RawResponse> GetAsync(FakeUpstream upstream, string target) =>
        RawHttpClient.ExchangeAsync(upstream.Address, $"GET {target} HTTP/1.1\r\nHost: upstream\r\n\r\n");
}
