using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// Hits of 1 KiB with nobody looking, with metrics scraped every second, with clients that send traces, and with every trace exported.
/// </summary>
internal sealed class TelemetryCost : IScenario
{
    private const int Length = 1024;

    /// <summary>Far more often than a Prometheus does, so that one round has several.</summary>
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(1);

    /// <summary>A sampled parent (W3C Trace Context §3.2).</summary>
    private const string Parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /// <inheritdoc/>
    public string Name => "telemetry-cost";

    /// <inheritdoc/>
    public string Summary => "hits of 1 KiB: nobody looking, metrics scraped, traced by the client, every trace exported";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var collector = await bench.StartRoleAsync("collector", Pinning.LoadCore, [], cancellationToken);
        var settings = GatewaySettings.Single(origin.Address).WithTrust();
        var plain = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, settings, cancellationToken);
        var exporting = await GatewayPeer.StartAsync(
            bench, "gateway-exporting", GatewaySettings.Single(origin.Address).WithExport(collector.Address), cancellationToken);
        var url = new Uri(plain.Address, $"c/{Length}");
        List<Contender> contenders = [new(GatewayPeer.Name, plain, url)];
        if (await ScrapesAsync(MetricsOf(settings), cancellationToken))
        {
            contenders.Add(
                new Contender("metrics scraped", plain, url) { Beside = token => ScrapeAsync(MetricsOf(settings), bench.Time, token) });
        }

        contenders.Add(new Contender("traced by the client", plain, url) { Fields = [Parent] });
        contenders.Add(new Contender("every trace exported", exporting, new Uri(exporting.Address, $"c/{Length}")));
        foreach (var contender in contenders)
        {
            await Probe.AskForHitAsync(contender.Url, Length, cancellationToken);
        }

        var measured = await Turns.MeasureAsync(contenders, bench.Plan, Workbench.Say, cancellationToken);
        if (await Probe.CountRequestsAsync(collector, cancellationToken) == 0)
        {
            throw new BenchmarkException(
                "The collector received nothing, so no export was measured. The exporter sends every 5 s: measure for longer (--seconds).");
        }

        return new Report(Name, [Comparison.Of("1 KiB", measured, new Dictionary<string, double>(StringComparer.Ordinal))], []);
    }

    private static Uri MetricsOf(GatewaySettings settings) => new($"http://127.0.0.1:{settings.AdminPort}/metrics");

    private static async Task<bool> ScrapesAsync(Uri metrics, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(metrics, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            Printed.Warning($"{metrics} answers {(int)answer.StatusCode}, so scraping is NOT measured.");
        }

        return answer.IsSuccessStatusCode;
    }

    private static async Task ScrapeAsync(Uri metrics, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        try
        {
            while (true)
            {
                await client.GetStringAsync(metrics, cancellationToken);
                await Task.Delay(ScrapeInterval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The round is over.
        }
    }
}
