using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// One, two and three gateways, each the upstream of the next: what a level of a chain costs, and that none loses a request.
/// </summary>
internal sealed class Chain : IScenario
{
    private const int Levels = 3;

    /// <summary>What a level may add to the median of a request that nothing else waits for.</summary>
    private const double MostMilliseconds = 1;

    private static readonly (string Title, string Path)[] Ways = [("miss, 1 KiB", "pt/1024"), ("hit, 1 KiB", "c/1024")];

    /// <inheritdoc/>
    public string Name => "chain";

    /// <inheritdoc/>
    public string Summary => "1 KiB through one, two and three gateways in a row, as a miss and as a hit of the first";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        List<ServerProcess> gateways = [];
        var settings = GatewaySettings.Single(origin.Address);
        for (var level = 1; level <= Levels; level++)
        {
            var gateway = await GatewayPeer.StartAsync(bench, $"{GatewayPeer.Name}-{level}", settings, cancellationToken);
            gateways.Add(gateway);
            settings = GatewaySettings.Behind(gateway.Address);
        }

        List<Comparison> comparisons = [];
        List<Fact> facts = [];
        foreach (var (title, path) in Ways)
        {
            Contender[] contenders =
                [.. gateways.Select((gateway, index) => new Contender($"{index + 1} in a row", gateway, new Uri(gateway.Address, path)))];
            foreach (var contender in contenders)
            {
                await Probe.AskAsync(contender.Url, 1024, cancellationToken);
            }

            var measured = await Turns.MeasureAsync(contenders, bench.Plan, Workbench.Say, cancellationToken);
            comparisons.Add(Comparison.Of(title, measured, new Dictionary<string, double>(StringComparer.Ordinal)));

            // With one connection: with many, a second gateway on the same core would be charged for the queue before the first.
            var quiet = bench.Plan with { Connections = 1, WarmUpSeconds = 0 };
            var alone = await Turns.MeasureAsync(contenders, quiet, Workbench.Say, cancellationToken);
            comparisons.Add(Comparison.Of($"{title}, one connection", alone, new Dictionary<string, double>(StringComparer.Ordinal)));
            var added = (alone[^1].Median - alone[0].Median) / (contenders.Length - 1);
            facts.Add(new Fact($"{title}: added to the median by each level", added.TotalMilliseconds, "ms", MostMilliseconds));
            facts.Add(new Fact($"{title}: requests", measured.Concat(alone).Sum(one => one.Rounds.Sum(round => round.Requests)), ""));

            // A round with a failure would have ended the run.
            facts.Add(new Fact($"{title}: failed", 0, "", AtMost: 0));
        }

        return new Report(Name, [.. comparisons], [.. facts]);
    }
}
