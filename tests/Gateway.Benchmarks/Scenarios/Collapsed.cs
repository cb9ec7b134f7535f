using System.Globalization;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>A crowd at an object that nobody has asked for before: one fetch, and everybody reads it while it grows.</summary>
internal sealed class Collapsed : IScenario
{
    private const int Clients = 500;

    private const int Length = 5 * 1024 * 1024;

    private const double AimMilliseconds = 50;

    /// <inheritdoc/>
    public string Name => "collapsed";

    /// <inheritdoc/>
    public string Summary => "500 clients at once for one cold object of 5 MiB: upstream requests and the spread of first bytes";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, GatewaySettings.Single(origin.Address), cancellationToken);
        List<Round> rounds = [];

        // The first crowd compiles the code that the others measure.
        for (var round = 0; round <= bench.Plan.Rounds; round++)
        {
            Workbench.Say(round == 0 ? "warm-up" : $"crowd {round} of {bench.Plan.Rounds}");
            rounds.Add(await AskAsync(bench, origin, gateway, round, cancellationToken));
        }

        rounds.RemoveAt(0);
        return new Report(Name, [],
        [
            new Fact("most upstream requests for one crowd", rounds.Max(round => round.UpstreamRequests), "requests", 1),
            Fact.OfTimes("from the first client's first byte to the last client's", rounds.Select(round => round.Spread), AimMilliseconds),
            Fact.OfTimes("until the last client's first byte", rounds.Select(round => round.Last)),
            Fact.OfBytes("peak RSS", gateway.Memory().Peak),
        ]);
    }

    private static async Task<Round> AskAsync(
        Workbench bench, ServerProcess origin, ServerProcess gateway, int round, CancellationToken cancellationToken)
    {
        var before = await Probe.CountRequestsAsync(origin, cancellationToken);
        var url = new Uri(gateway.Address, string.Create(CultureInfo.InvariantCulture, $"slow/{Length}/{round}"));
        var crowd = await Crowd.AskAsync(url, Clients, bench.Time, cancellationToken);
        if (crowd.FirstOrDefault(client => client.Received <= Length) is { } cut)
        {
            throw new BenchmarkException(
                $"A client of the crowd received {cut.Received} bytes; the object alone has {Length}. {gateway.LastWords}");
        }

        var (first, last) = (crowd.Min(client => client.FirstByte), crowd.Max(client => client.FirstByte));
        return new Round(await Probe.CountRequestsAsync(origin, cancellationToken) - before, last - first, last);
    }

    private sealed record Round(long UpstreamRequests, TimeSpan Spread, TimeSpan Last);
}
