using System.Text.Json;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// A large packument from the cache, beside a generic object of the same length from the same process; and the same packument when it may
/// not be stored, so that each request rewrites all of it.
/// </summary>
internal sealed class Packument : IScenario
{
    private const int Length = 10 * 1024 * 1024;

    /// <summary>The gateway's own URLs are shorter than the origin's.</summary>
    private const int LeastLength = Length / 10 * 9;

    /// <summary>The name of the package is how long its packument is to be.</summary>
    private const string Package = "10485760";

    private const string Generic = "generic hit";

    private const string Cold = "rewritten anew";

    /// <summary>At most 1.1 times the time of the generic hit.</summary>
    private const double WarmAim = 1 / 1.1;

    /// <summary>100 MB/s on one core.</summary>
    private const double MostMillisecondsForMegabyte = 10;

    /// <inheritdoc/>
    public string Name => "packument";

    /// <inheritdoc/>
    public string Summary => "a packument of 10 MiB: warm beside a generic hit of that size, and rewritten cold";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(
            bench, GatewayPeer.Name, GatewaySettings.Single(origin.Address).WithPackuments(origin.Address), cancellationToken);
        var warm = new Uri(gateway.Address, $"npm/{Package}");
        var cold = new Uri(gateway.Address, $"npm-cold/{Package}");
        await AskAsync(warm, "MISS", cancellationToken);
        var length = await AskAsync(warm, "HIT", cancellationToken);
        await AskAsync(cold, "MISS", cancellationToken);
        var generic = new Uri(gateway.Address, $"c/{length}");
        await Probe.AskForHitAsync(generic, length, cancellationToken);

        var hits = await Turns.MeasureAsync(
            [new Contender("packument", gateway, warm), new Contender(Generic, gateway, generic)],
            bench.Plan,
            Workbench.Say,
            cancellationToken);
        var rewritten = await Turns.MeasureAsync(
            [new Contender(Cold, gateway, cold)], bench.Plan, Workbench.Say, cancellationToken);
        var aims = new Dictionary<string, double>(StringComparer.Ordinal) { [Generic] = WarmAim };
        var milliseconds = rewritten[0].ProcessorTime.TotalMilliseconds / (length / 1e6);
        return new Report(
            Name,
            [
                Comparison.Of("10 MiB from the cache", hits, aims),
                Comparison.Of("10 MiB rewritten for each request", rewritten, aims),
            ],
            [
                new Fact("rewritten: processor time for 1 MB, received and sent too", milliseconds, "ms", MostMillisecondsForMegabyte),
                new Fact("rewritten: on one core", 1000 / milliseconds, "MB/s"),
            ]);
    }

    /// <summary>Checks that the answer is the packument, that it leads to the gateway, and where it came from.</summary>
    /// <returns>Its length.</returns>
    private static async Task<long> AskAsync(Uri url, string status, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(url, cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var seen = answer.Headers.TryGetValues("X-Cache-Status", out var values) ? string.Concat(values) : "";
        if (!answer.IsSuccessStatusCode || body.Length < LeastLength || (seen != status && seen != "BYPASS"))
        {
            throw new BenchmarkException(
                $"{url} answered {(int)answer.StatusCode} with {body.Length} bytes and X-Cache-Status '{seen}'; it must be {status}.");
        }

        using var document = JsonDocument.Parse(body);
        var version = document.RootElement.GetProperty("versions").GetProperty("1.0.0");
        var tarball = version.GetProperty("dist").GetProperty("tarball").GetString();
        return tarball!.StartsWith(url.AbsoluteUri, StringComparison.Ordinal)
            ? body.Length
            : throw new BenchmarkException($"{url} leads to {tarball}; it must lead to the gateway.");
    }
}
