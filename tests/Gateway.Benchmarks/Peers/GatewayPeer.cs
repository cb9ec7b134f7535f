using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Peers;

/// <summary>The gateway as it is in production: its own executable and process, its own configuration file.</summary>
internal static class GatewayPeer
{
    /// <summary>The name in the tables.</summary>
    public const string Name = "gateway";

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(
        Workbench bench, string name, GatewaySettings settings, CancellationToken cancellationToken)
    {
        var server = Launch(bench, name, settings.Write(bench.Folder, name));
        await server.ListeningAsync(bench.Time, cancellationToken);
        return server;
    }

    /// <summary>Starts it on a configuration file, without waiting.</summary>
    public static ServerProcess Launch(Workbench bench, string name, string settings) =>
        bench.Launch(name, Pinning.ServerCore, "dotnet", port =>
            [bench.Gateway, "run", "--config", settings, "--urls", $"http://127.0.0.1:{port}"]);
}
