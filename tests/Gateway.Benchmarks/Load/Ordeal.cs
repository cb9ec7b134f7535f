using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Load;

/// <summary>Load that goes on while something happens to the servers behind it, and what its clients noticed.</summary>
internal static class Ordeal
{
    /// <summary>Fewer requests than this would not show a loss of one in a hundred thousand.</summary>
    public const long Enough = 100_000;

    /// <summary>Drives a URL, and lets things happen meanwhile.</summary>
    /// <param name="bench">The workbench.</param>
    /// <param name="url">What is asked for.</param>
    /// <param name="happen">What happens; ends before the load does.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>What the clients noticed, in all rounds that it took to have asked often enough.</returns>
    public static async Task<Outcome> RunAsync(
        Workbench bench, Uri url, Func<CancellationToken, Task> happen, CancellationToken cancellationToken)
    {
        await Wrk.RunAsync(url, Math.Max(1, bench.Plan.WarmUpSeconds), bench.Plan.Connections, [], cancellationToken);
        var total = new Outcome(0, 0, TimeSpan.Zero);
        do
        {
            var load = Wrk.RunAsync(url, bench.Plan.Seconds, bench.Plan.Connections, [], cancellationToken);
            await happen(cancellationToken);
            var sample = await load;
            var counts = $"{sample.Requests} requests, {sample.SocketErrors} broken, {sample.FailedAnswers} failed";
            Workbench.Say(FormattableString.Invariant($"{counts}, p99 {sample.P99.TotalMilliseconds:F1} ms"));
            total = total.With(sample);
        }
        while (total.Requests < Enough);

        return total;
    }

    /// <summary>What the clients noticed.</summary>
    /// <param name="Requests">How many requests were answered.</param>
    /// <param name="Failed">How many failed, or found no connection.</param>
    /// <param name="P99">The 99 % latency of the worst round.</param>
    internal sealed record Outcome(long Requests, long Failed, TimeSpan P99)
    {
        /// <summary>The figures.</summary>
        public IEnumerable<Fact> Facts(string title) =>
        [
            new Fact($"{title}: requests", Requests, ""),
            new Fact($"{title}: failed", Failed, "", AtMost: 0),
            new Fact($"{title}: p99", P99.TotalMilliseconds, "ms"),
        ];

        /// <summary>With one more round.</summary>
        public Outcome With(LoadSample sample) => new(
            Requests + sample.Requests,
            Failed + sample.SocketErrors + sample.FailedAnswers,
            sample.P99 > P99 ? sample.P99 : P99);
    }
}
