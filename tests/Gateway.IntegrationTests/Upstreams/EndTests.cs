using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>The executable as a process of its own, told to end with SIGTERM while it is used.</summary>
public sealed partial class EndTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Process_IsToldToEnd_SaysSoOnEveryConnectionAndFinishesWhatItBegan()
    {
        var gate = new Gate();
        await using var upstream = await UpstreamAsync(gate);
        await using var gateway = Start(upstream.Address, acceptFor: TimeSpan.FromSeconds(2), finishWithin: Poll.Patience);
        var address = await AddressAsync(gateway);
        using var client = new HttpClient { BaseAddress = address };
        using var socket = await ConnectAsync(address);
        var slow = client.GetStringAsync("/files/slow", Cancelled);
        await gate.ArrivedAsync();

        await TellToEndAsync(gateway);
        await Poll.UntilAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/files/new", Cancelled);
                return answer is { IsSuccessStatusCode: true, Headers.ConnectionClose: true };
            },
            Poll.Patience,
            "what is still taken is the last of its connection");
        await EchoAsync(socket);
        await Poll.UntilAsync(async () => !await AnswersAsync(address), Poll.Patience, "nothing new is taken");
        var goodbye = await socket.ReceiveAsync(new byte[10], Cancelled);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (goodbye.MessageType, goodbye.CloseStatus));
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, statusDescription: null, Cancelled);
        gate.Open();

        Assert.Equal("slow", await slow);
        Assert.Equal(0, (await gateway.WaitForExitAsync()).ExitCode);
        Assert.DoesNotMatch("(?m)^fail:|\"level\":\"Error\"", gateway.Output);
    }

    [Fact]
    public async Task WebSocket_DoesNotAnswerTheGoodbye_IsEndedWhenTheTimeIsOver()
    {
        await using var upstream = await UpstreamAsync(new Gate());
        await using var gateway = Start(upstream.Address, acceptFor: TimeSpan.Zero, finishWithin: TimeSpan.FromSeconds(1));
        using var socket = await ConnectAsync(await AddressAsync(gateway));
        await EchoAsync(socket);

        await TellToEndAsync(gateway);

        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[10], Cancelled)).MessageType);
        Assert.Equal(0, (await gateway.WaitForExitAsync()).ExitCode);
    }

    private static async Task<FakeUpstream> UpstreamAsync(Gate slow)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.On("/new", Reply.With(200));
        upstream.OnStreaming("/echo", Reply.WebSocketEcho);
        upstream.On("/slow", Reply.After(slow, Reply.With(200, "slow")));
        return upstream;
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri gateway)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/files/echo" }.Uri, Cancelled);
        return socket;
    }

    private static async Task EchoAsync(ClientWebSocket socket)
    {
        await socket.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        Assert.Equal(1, (await socket.ReceiveAsync(new byte[10], Cancelled)).Count);
    }

    private async Task TellToEndAsync(ToolProcess gateway) =>
        (await ToolProcess.RunAsync(new ToolCommand("/bin/kill", "-TERM", $"{gateway.Id}") { WorkingFolder = _folder.Path })).MustSucceed();

    private ToolProcess Start(Uri upstream, TimeSpan acceptFor, TimeSpan finishWithin)
    {
        var settings = GatewaySettings.For(upstream)
            .Set("Urls", "http://127.0.0.1:0")
            .Set("Gateway:Admin:Url", "http://127.0.0.1:0")
            .Set("Gateway:Cache:Directory", Path.Combine(_folder.Path, "cache"))
            .Set("Gateway:Drain", new { AcceptFor = acceptFor, FinishWithin = finishWithin })
            .Set("Logging:LogLevel:Default", "Information");
        var file = _folder.Write("gateway.json", settings.ToString());
        var executable = Path.Combine(AppContext.BaseDirectory, "gateway");
        return ToolProcess.Start(new ToolCommand(executable, "run", "--config", file) { WorkingFolder = _folder.Path });
    }

    // The admin listener says the same of itself, and serves no repository.
    private static async Task<Uri> AddressAsync(ToolProcess gateway)
    {
        Uri? found = null;
        await Poll.UntilAsync(
            async () =>
            {
                foreach (var address in Listening().Matches(gateway.Output).Select(match => new Uri(match.Groups["address"].Value)))
                {
                    found = await AnswersAsync(address) ? address : found;
                }

                return found is not null;
            },
            Poll.Patience,
            "the gateway serves");
        return found!;
    }

    private static async Task<bool> AnswersAsync(Uri address)
    {
        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/files/new"), Cancelled);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://127\.0\.0\.1:\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Listening();
}
