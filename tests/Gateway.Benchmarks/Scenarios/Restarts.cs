using System.Text.Json.Nodes;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Servers that are told to end and are started again, one after the other, under load: no client may notice.</summary>
internal sealed class Restarts : IScenario
{
    private const int Length = 1024;

    /// <inheritdoc/>
    public string Name => "restarts";

    /// <inheritdoc/>
    public string Summary => "a rolling restart of both destinations, and of two gateways behind a third one, under load";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        ServerProcess[] origins =
            [await bench.StartOriginAsync(cancellationToken), await bench.StartOriginAsync(cancellationToken)];
        var settings = GatewaySettings.Of(origins.Select(origin => new Uri(origin.Address, "own")), []);
        var inner = await GatewayPeer.StartAsync(bench, $"{GatewayPeer.Name}-inner-1", settings, cancellationToken);
        var other = await GatewayPeer.StartAsync(
            bench, $"{GatewayPeer.Name}-inner-2",
            GatewaySettings.Of(origins.Select(origin => new Uri(origin.Address, "own")), []), cancellationToken);
        ServerProcess[] gateways = [inner, other];
        var outer = await GatewayPeer.StartAsync(
            bench, $"{GatewayPeer.Name}-outer",
            GatewaySettings.Of(gateways.Select(gateway => new Uri(gateway.Address, "own")), new JsonObject()), cancellationToken);
        var url = new Uri(outer.Address, $"own/{Length}");
        await Probe.AskAsync(url, Length, cancellationToken);

        Workbench.Say("both destinations");
        var behind = await Ordeal.RunAsync(bench, url, token => RestartAsync(bench, origins, token), cancellationToken);
        Workbench.Say("both inner gateways");
        var between = await Ordeal.RunAsync(bench, url, token => RestartAsync(bench, gateways, token), cancellationToken);
        return new Report(
            Name, [], [.. behind.Facts("both destinations restarted"), .. between.Facts("both inner gateways restarted")]);
    }

    private static async Task RestartAsync(Workbench bench, ServerProcess[] servers, CancellationToken cancellationToken)
    {
        for (var i = 0; i < servers.Length; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(bench.Plan.Seconds / 8.0), bench.Time, cancellationToken);
            await servers[i].DisposeAsync();
            servers[i] = await bench.StartAgainAsync(servers[i], cancellationToken);
        }
    }
}
