using System.Globalization;
using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams.Processes;

/// <summary>A server as a process of its own: a gateway, or an origin. It can be killed and started again on the same port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly PortReservation _port;
    private readonly ToolCommand _command;
    private ToolProcess _process;

    private ServerProcess(PortReservation port, ToolCommand command)
    {
        (_port, _command) = (port, command);
        _process = ToolProcess.Start(command);
    }

    public Uri Address => new($"http://{_port.EndPoint}");

    /// <summary>The origin of the benchmarks: <c>/own/N</c> is N bytes, <c>/trouble/KIND</c> makes it answer badly.</summary>
    public static Task<ServerProcess> OriginAsync(TempFolder folder)
    {
        var port = new PortReservation();
        var program = Path.Combine(BenchmarksFolder, "Gateway.Benchmarks");
        return StartAsync(port, new ToolCommand(program, "serve", "origin", "--port", Text(port.EndPoint.Port))
        {
            WorkingFolder = folder.Path,
        });
    }

    /// <summary>A gateway with these settings, and a cache and an admin listener of its own.</summary>
    public static Task<ServerProcess> GatewayAsync(TempFolder folder, GatewaySettings settings)
    {
        var port = new PortReservation();
        var name = $"gateway-{port.EndPoint.Port}";
        settings
            .Set("Urls", $"http://{port.EndPoint}")
            .Set("Gateway:Admin:Url", "http://127.0.0.1:0")
            .Set("Gateway:Cache:Directory", folder[$"{name}-cache"])
            .Set("Logging:LogLevel:Default", "Warning");
        var program = Path.Combine(AppContext.BaseDirectory, "gateway");
        return StartAsync(port, new ToolCommand(program, "run", "--config", folder.Write($"{name}.json", settings.ToString()))
        {
            WorkingFolder = folder.Path,
        });
    }

    /// <summary>SIGKILL: connections are reset, and then refused.</summary>
    public ValueTask KillAsync() => _process.DisposeAsync();

    /// <summary>SIGTERM, and waits until it has ended.</summary>
    public async Task EndAsync()
    {
        await ToolProcess.RunAsync(new ToolCommand("/bin/kill", "-TERM", Text(_process.Id)) { WorkingFolder = _command.WorkingFolder });
        (await _process.WaitForExitAsync()).MustSucceed();
        await _process.DisposeAsync();
    }

    public async Task StartAgainAsync()
    {
        _process = ToolProcess.Start(_command);
        await AnswersAsync();
    }

    /// <summary>Begins or ends trouble of an origin.</summary>
    public async Task BecomeAsync(string trouble)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(Address, $"/trouble/{trouble}"), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many requests an origin has heard.</summary>
    public async Task<long> HeardAsync()
    {
        using var client = new HttpClient();
        var count = await client.GetStringAsync(new Uri(Address, "/requests"), TestContext.Current.CancellationToken);
        return long.Parse(count, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _port.Dispose();
    }

    // Every project's output lies beside the others' in the artifacts folder, by configuration.
    private static string BenchmarksFolder
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "Gateway.Benchmarks", own.Name);
        }
    }

    private static async Task<ServerProcess> StartAsync(PortReservation port, ToolCommand command)
    {
        var server = new ServerProcess(port, command);
        await server.AnswersAsync();
        return server;
    }

    private Task AnswersAsync() => Poll.UntilAsync(
        async () =>
        {
            Assert.False(_process.HasExited, $"{_command.Executable} has ended: {_process.Output}{_process.Error}");
            using var client = new HttpClient();
            try
            {
                using var answer = await client.GetAsync(Address, TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        Poll.Patience,
        $"{_command.Executable} answers");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
