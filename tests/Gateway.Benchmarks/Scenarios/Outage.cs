using System.Text.Json.Nodes;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Every destination fails: how quickly clients are told, and what the upstream hears meanwhile.</summary>
internal sealed class Outage : IScenario
{
    private const double MostMilliseconds = 20;
    private const double MostProbes = 1;
    private const double MostLoad = 1.25;

    /// <summary>The interval of the settings' own default.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Name => "outage";

    /// <inheritdoc/>
    public string Summary => "every destination fails: time to the error, probes in an interval, load of the upstream by that of clients";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        ServerProcess[] origins =
            [await bench.StartOriginAsync(cancellationToken), await bench.StartOriginAsync(cancellationToken)];
        foreach (var origin in origins)
        {
            await Probe.BringAsync(Trouble.Refuse, origin, cancellationToken);
        }

        var usual = await StartAsync(bench, "usual", origins, [], cancellationToken);
        var refused = await DriveAsync(bench, usual, origins, cancellationToken);
        var stormy = new JsonObject { ["Breaker"] = new JsonObject { ["Enabled"] = false } };
        var tireless = await StartAsync(bench, "storm", origins, stormy, cancellationToken);
        var storm = await DriveAsync(bench, tireless, origins, cancellationToken);
        foreach (var origin in origins)
        {
            await origin.KillAsync(cancellationToken);
        }

        var dead = await Wrk.RunAsync(UrlOf(usual), bench.Plan.Seconds, bench.Plan.Connections, [], cancellationToken);
        return new Report(Name, [],
        [
            new Fact("all refuse, breaker open: requests", refused.Sample.Requests, ""),
            new Fact("all refuse, breaker open: p99 of the error", refused.Sample.P99.TotalMilliseconds, "ms", MostMilliseconds),
            new Fact("all refuse, breaker open: requests at the upstream in an interval", refused.Heard / Intervals(bench), "", MostProbes),
            new Fact("all dead, breaker open: p99 of the error", dead.P99.TotalMilliseconds, "ms", MostMilliseconds),
            new Fact("all refuse, breaker off: requests", storm.Sample.Requests, ""),
            new Fact("all refuse, breaker off: load of the upstream by that of clients",
                (double)storm.Heard / storm.Sample.Requests, "", MostLoad),
        ]);
    }

    // The interval that the round begins in counts, too.
    private static double Intervals(Workbench bench) => Math.Floor(bench.Plan.Seconds / Interval.TotalSeconds) + 1;

    private static Uri UrlOf(ServerProcess gateway) => new(gateway.Address, "own/1024");

    private static Task<ServerProcess> StartAsync(
        Workbench bench, string name, IEnumerable<ServerProcess> origins, JsonObject resilience, CancellationToken cancellationToken) =>
        GatewayPeer.StartAsync(
            bench,
            $"{GatewayPeer.Name}-{name}",
            GatewaySettings.Of(origins.Select(origin => new Uri(origin.Address, "own")), resilience),
            cancellationToken);

    private static async Task<(LoadSample Sample, long Heard)> DriveAsync(
        Workbench bench, ServerProcess gateway, ServerProcess[] origins, CancellationToken cancellationToken)
    {
        var url = UrlOf(gateway);
        await Wrk.RunAsync(url, Math.Max(1, bench.Plan.WarmUpSeconds), bench.Plan.Connections, [], cancellationToken);
        var before = await HeardAsync(origins, cancellationToken);
        var sample = await Wrk.RunAsync(url, bench.Plan.Seconds, bench.Plan.Connections, [], cancellationToken);
        return (sample, await HeardAsync(origins, cancellationToken) - before);
    }

    private static async Task<long> HeardAsync(IEnumerable<ServerProcess> origins, CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var origin in origins)
        {
            sum += await Probe.CountRequestsAsync(origin, cancellationToken);
        }

        return sum;
    }
}
