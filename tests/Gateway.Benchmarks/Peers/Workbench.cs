using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Peers;

/// <summary>What a scenario works with: a folder of its own and the servers that it started. All of it is gone at the end.</summary>
/// <param name="plan">How long and how hard is measured.</param>
/// <param name="gateway">The gateway's executable.</param>
/// <param name="parent">Where the folder is made; the disk below it takes the caches.</param>
/// <param name="time">The clock.</param>
internal sealed class Workbench(LoadPlan plan, string gateway, string parent, TimeProvider time) : IAsyncDisposable
{
    private readonly Stack<ServerProcess> _servers = new();

    /// <summary>How long and how hard is measured.</summary>
    public LoadPlan Plan => plan;

    /// <summary>The gateway's executable.</summary>
    public string Gateway => gateway;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateDirectory(Path.Combine(parent, $"gateway-benchmarks-{Guid.NewGuid():N}")).FullName;

    /// <summary>Tells the person at the terminal what goes on.</summary>
    public static void Say(string text) => Printed.Progress(text);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="core">The core it runs on.</param>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments, for the port that it is to listen on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ServerProcess> StartAsync(
        string name, int core, string program, Func<int, IEnumerable<string>> arguments, CancellationToken cancellationToken)
    {
        var server = Launch(name, core, program, arguments);
        await server.ListeningAsync(time, cancellationToken);
        return server;
    }

    /// <summary>Starts a server without waiting.</summary>
    public ServerProcess Launch(string name, int core, string program, Func<int, IEnumerable<string>> arguments)
    {
        var port = FreePort.Choose();
        var server = ServerProcess.Start(name, core, port, program, arguments(port), Folder);
        _servers.Push(server);
        return server;
    }

    /// <summary>Starts one of this program's own servers and waits until it listens.</summary>
    public async Task<ServerProcess> StartRoleAsync(
        string role, int core, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var server = LaunchRole(role, core, arguments);
        await server.ListeningAsync(time, cancellationToken);
        return server;
    }

    /// <summary>Starts one of this program's own servers without waiting.</summary>
    public ServerProcess LaunchRole(string role, int core, IEnumerable<string> arguments) =>
        Launch(role, core, "dotnet", port => [typeof(Workbench).Assembly.Location, "serve", role, "--port", $"{port}", .. arguments]);

    /// <summary>Starts a server once more that has ended, and waits until it listens.</summary>
    public async Task<ServerProcess> StartAgainAsync(ServerProcess ended, CancellationToken cancellationToken)
    {
        var server = ended.StartAgain();
        _servers.Push(server);
        await server.ListeningAsync(time, cancellationToken);
        return server;
    }

    /// <summary>Starts the origin, on the core of the load.</summary>
    public Task<ServerProcess> StartOriginAsync(CancellationToken cancellationToken) =>
        StartRoleAsync("origin", Pinning.LoadCore, [], cancellationToken);

    /// <summary>Stops every server, the last started first, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_servers.TryPop(out var server))
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
