using System.Net;
using System.Net.WebSockets;
using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.IntegrationTests.Draining;

/// <summary>The gentle end as the clients of HTTP/2 see it.</summary>
public sealed class Http2DrainTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private FakeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;

    public static TheoryData<string> Ends => ["POST drain", "SIGTERM"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Otherwise(Reply.With(200, "hello", ("Cache-Control", "no-store")));
        _upstream.On("/slow", Reply.After(_gate, Reply.With(200, "slow")));
        _upstream.OnStreaming("/echo", Reply.WebSocketEcho);
        _gateway = await GatewayHost.StartAsync(GatewaySettings.For(_upstream.Address).ListenHttp2().ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task ConnectionWithAStreamUnderWay_GatewayEnds_IsToldAtOnceAndTheStreamIsFinished(string way)
    {
        using var connection = await Http2Frames.ConnectAsync(_gateway.Address);
        await connection.GetAsync(1, "/files/slow");
        await _gate.ArrivedAsync();

        var ended = await EndAsync(way);

        Assert.Equal((Http2Frames.AnyStream, 0), await connection.GoodbyeAsync());
        _gate.Open();
        Assert.Equal("slow", Encoding.UTF8.GetString(await connection.BodyAsync(1)));

        // As every client does that has read the goodbye and has nothing under way.
        connection.Dispose();
        await ended;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task IdleConnection_GatewayEnds_IsToldAndClosed(string way)
    {
        using var connection = await Http2Frames.ConnectAsync(_gateway.Address);
        await connection.GetAsync(1, "/files/x");
        Assert.Equal("hello", Encoding.UTF8.GetString(await connection.BodyAsync(1)));

        var ended = await EndAsync(way);

        Assert.Equal((1, 0), await connection.GoodbyeAsync());
        Assert.Null(await connection.NextAsync(Http2Frames.Data));
        await ended;
    }

    /// <summary>The client begins it before it has read the goodbye: to refuse it would lose a request.</summary>
    [Fact]
    public async Task Stream_BegunWhileTheGoodbyeIsOnItsWay_IsServedAndNoneAfterIt()
    {
        using var connection = await Http2Frames.ConnectAsync(_gateway.Address);
        await connection.GetAsync(1, "/files/slow");
        await _gate.ArrivedAsync();
        await await EndAsync("POST drain");
        Assert.Equal((Http2Frames.AnyStream, 0), await connection.GoodbyeAsync());

        await connection.GetAsync(3, "/files/x");

        Assert.Equal("hello", Encoding.UTF8.GetString(await connection.BodyAsync(3)));
        _gate.Open();
        Assert.Equal("slow", Encoding.UTF8.GetString(await connection.BodyAsync(1)));
        Assert.Equal((3, 0), await connection.GoodbyeAsync());
        Assert.Null(await connection.NextAsync(Http2Frames.Data));
    }

    [Fact]
    public async Task ClientOfHttp2_GatewayDrains_GoesOnOnOtherConnectionsAndLosesNoRequest()
    {
        using var client = new HttpClient { BaseAddress = _gateway.Address };
        var slow = TextAsync(client, "/files/slow");
        await _gate.ArrivedAsync();
        await await EndAsync("POST drain");

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("hello", await TextAsync(client, $"/files/{i}"));
        }

        _gate.Open();
        Assert.Equal("slow", await slow);
    }

    [Fact]
    public async Task WebSocketOverHttp2_GatewayEnds_GoesOnUntilNothingNewIsTakenAndGetsAGoodbye()
    {
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket
        {
            Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact },
        };
        await socket.ConnectAsync(new UriBuilder(_gateway.Address) { Scheme = "ws", Path = "/files/echo" }.Uri, invoker, Cancelled);
        Assert.Equal("one", await EchoAsync(socket, "one"));
        await await EndAsync("POST drain");
        Assert.Equal("two", await EchoAsync(socket, "two"));

        var ended = await EndAsync("SIGTERM");

        var goodbye = await socket.ReceiveAsync(new byte[10], Cancelled);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (goodbye.MessageType, goodbye.CloseStatus));
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, statusDescription: null, Cancelled);
        await ended;
        Assert.Equal(("GET", "HTTP/1.1"), (_upstream.Requests[0].Method, _upstream.Requests[0].Protocol));
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, Cancelled);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task<string> TextAsync(HttpClient client, string target)
    {
        using var response = await client.SendAsync(Http2.Request(HttpMethod.Get, target), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    /// <returns>Completes when the order is given; the task in it when what was ordered is done.</returns>
    private async Task<Task> EndAsync(string way)
    {
        if (way == "SIGTERM")
        {
            // What the host does on the signal.
            return _gateway.Services.GetRequiredService<IHost>().StopAsync(Cancelled);
        }

        using var client = new HttpClient();
        using var ordered = await client.PostAsync(new Uri(_gateway.Admin!, "/api/drain"), content: null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, ordered.StatusCode);
        return Task.CompletedTask;
    }
}
