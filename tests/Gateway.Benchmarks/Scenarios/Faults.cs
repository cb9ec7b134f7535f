using System.Text.Json.Nodes;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Two destinations under load, of which one goes bad in each way that servers do: no client may notice.</summary>
internal sealed class Faults : IScenario
{
    /// <summary>Long enough that a broken body is worth going on with, short enough for many requests in a second.</summary>
    private const int Length = 32 * 1024;

    /// <summary>The part of all requests that a destination gets when it is used as before: nearly half.</summary>
    private const double FullShare = 0.4;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private static readonly (string Title, string Trouble)[] Troubles =
    [
        ("hangs", Trouble.Hang), ("answers 503", Trouble.Refuse), ("resets every tenth half way", Trouble.Reset),
        ("is ten times slower", Trouble.Slow),
    ];

    /// <inheritdoc/>
    public string Name => "faults";

    /// <inheritdoc/>
    public string Summary => "two destinations under load: one is killed and comes back, hangs, answers 503, resets half way, is slow";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var first = await bench.StartOriginAsync(cancellationToken);
        var second = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, Settings(first, second), cancellationToken);
        var url = new Uri(gateway.Address, $"own/{Length}");
        await Probe.AskAsync(url, Length, cancellationToken);
        List<Fact> facts = [];
        foreach (var (title, trouble) in Troubles)
        {
            Workbench.Say($"one {title}");
            List<TimeSpan> returns = [];
            var outcome = await Ordeal.RunAsync(
                bench, url, async token => returns.Add(await TroubleAsync(bench, first, second, trouble, token)), cancellationToken);
            facts.AddRange(outcome.Facts($"one {title}"));
            facts.Add(Fact.OfTimes($"one {title}: time to full use", returns));
        }

        Workbench.Say("one is killed");
        List<TimeSpan> recoveries = [];
        var lost = await Ordeal.RunAsync(bench, url, KillAsync, cancellationToken);
        facts.AddRange(lost.Facts("one is killed and comes back"));
        facts.Add(Fact.OfTimes("one is killed and comes back: time to full use", recoveries));
        return new Report(Name, [], [.. facts]);

        async Task KillAsync(CancellationToken token)
        {
            await Task.Delay(TimeSpan.FromSeconds(bench.Plan.Seconds / 4.0), bench.Time, token);
            await first.KillAsync(token);
            await Task.Delay(TimeSpan.FromSeconds(bench.Plan.Seconds / 4.0), bench.Time, token);
            first = await bench.StartAgainAsync(first, token);
            recoveries.Add(await FullUseAsync(bench, first, second, token));
        }
    }

    private static GatewaySettings Settings(params ServerProcess[] origins) => GatewaySettings.Of(
        origins.Select(origin => new Uri(origin.Address, "own")), new JsonObject { ["AttemptTimeout"] = "00:00:01" });

    // Half of the round well or ill, the rest well: a recovery is part of it.
    private static async Task<TimeSpan> TroubleAsync(
        Workbench bench, ServerProcess origin, ServerProcess other, string trouble, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(bench.Plan.Seconds / 4.0), bench.Time, cancellationToken);
        await Probe.BringAsync(trouble, origin, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(bench.Plan.Seconds / 2.0), bench.Time, cancellationToken);
        await Probe.BringAsync(Trouble.None, origin, cancellationToken);
        return await FullUseAsync(bench, origin, other, cancellationToken);
    }

    private static async Task<TimeSpan> FullUseAsync(
        Workbench bench, ServerProcess back, ServerProcess other, CancellationToken cancellationToken)
    {
        var began = bench.Time.GetTimestamp();
        var (own, others) = await CountAsync();
        while (bench.Time.GetElapsedTime(began).TotalSeconds < bench.Plan.Seconds / 4.0)
        {
            await Task.Delay(Glance, bench.Time, cancellationToken);
            var (nowOwn, nowOthers) = await CountAsync();
            var share = (double)(nowOwn - own) / Math.Max(1, nowOwn - own + nowOthers - others);
            if (share >= FullShare)
            {
                break;
            }

            (own, others) = (nowOwn, nowOthers);
        }

        return bench.Time.GetElapsedTime(began);

        async Task<(long Own, long Others)> CountAsync() =>
            (await Probe.CountRequestsAsync(back, cancellationToken), await Probe.CountRequestsAsync(other, cancellationToken));
    }
}
