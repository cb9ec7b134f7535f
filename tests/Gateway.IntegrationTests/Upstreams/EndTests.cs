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
    public async Task Process_IsToldToEnd_FinishesWhatItBeganAndEndsWebSocketsInTime()
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/new", Reply.With(200));
        upstream.OnStreaming("/echo", Reply.WebSocketEcho);
        upstream.On("/slow", Reply.After(gate, Reply.With(200, "slow")));
        await using var gateway = Start(upstream.Address);
        var address = await AddressAsync(gateway);
        using var client = new HttpClient { BaseAddress = address };
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/files/echo" }.Uri, Cancelled);
        var slow = client.GetStringAsync("/files/slow", Cancelled);
        await gate.ArrivedAsync();

        await ToolProcess.RunAsync(new ToolCommand("/bin/kill", "-TERM", ProcessId().Match(gateway.Output).Groups["id"].Value)
        {
            WorkingFolder = _folder.Path,
        });
        await Poll.UntilAsync(async () => !await AnswersAsync(address), Poll.Patience, "nothing new is taken");
        await socket.SendAsync("x"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        Assert.Equal(1, (await socket.ReceiveAsync(new byte[10], Cancelled)).Count);
        gate.Open();

        Assert.Equal("slow", await slow);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[10], Cancelled));
        Assert.Equal(0, (await gateway.WaitForExitAsync()).ExitCode);
    }

    private ToolProcess Start(Uri upstream)
    {
        var settings = GatewaySettings.For(upstream)
            .Set("Urls", "http://127.0.0.1:0")
            .Set("Gateway:Admin:Url", "http://127.0.0.1:0")
            .Set("Gateway:Cache:Directory", Path.Combine(_folder.Path, "cache"))
            .Set("Gateway:Drain:FinishWithin", "00:00:03")
            .Set("Logging:LogLevel:Default", "Information");
        var file = _folder.Write("gateway.json", settings.ToString());
        var executable = Path.Combine(AppContext.BaseDirectory, "gateway");
        return ToolProcess.Start(new ToolCommand("/bin/sh", "-c", $"echo process $$; exec '{executable}' run --config '{file}'")
        {
            WorkingFolder = _folder.Path,
        });
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

    [GeneratedRegex(@"process (?<id>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex ProcessId();
}
