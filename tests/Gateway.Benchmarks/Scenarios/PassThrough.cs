using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Answers that may not be stored, through the gateway and through bare YARP: what the gateway's own stages cost.</summary>
internal sealed class PassThrough : IScenario
{
    private const string Yarp = "bare YARP";

    /// <summary>The part of bare YARP's speed that environments, policy, cache decision, attempts and telemetry must leave.</summary>
    private const double Aim = 0.95;

    private static readonly (string Title, int Length)[] Sizes = [("1 KiB", 1024), ("100 KiB", 100 * 1024)];

    /// <inheritdoc/>
    public string Name => "pass-through";

    /// <inheritdoc/>
    public string Summary => "1 KiB and 100 KiB that may not be stored: the gateway beside bare YARP";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, GatewaySettings.Single(origin.Address), cancellationToken);
        var yarp = await bench.StartRoleAsync(
            "bare-yarp", Pinning.ServerCore, ["--destination", new Uri(origin.Address, "pass").AbsoluteUri], cancellationToken);
        List<Comparison> comparisons = [];
        foreach (var (title, length) in Sizes)
        {
            Contender[] contenders =
            [
                new(GatewayPeer.Name, gateway, new Uri(gateway.Address, $"pt/{length}")),
                new(Yarp, yarp, new Uri(yarp.Address, $"{length}")),
            ];
            foreach (var contender in contenders)
            {
                await Probe.AskAsync(contender.Url, length, cancellationToken);
            }

            var measured = await Turns.MeasureAsync(contenders, bench.Plan, Workbench.Say, cancellationToken);
            comparisons.Add(Comparison.Of(title, measured, new Dictionary<string, double>(StringComparer.Ordinal) { [Yarp] = Aim }));
        }

        return new Report(Name, [.. comparisons], []);
    }
}
