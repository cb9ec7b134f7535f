using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Answers from the cache, beside the least that the platform can do and beside two caches that are known to be fast.</summary>
internal sealed class Hits : IScenario
{
    private const string Kestrel = "bare Kestrel";

    /// <summary>Fields that the bare server makes itself, as every server does.</summary>
    private static readonly string[] OwnFields = ["Date", "Content-Length", "Connection", "Transfer-Encoding"];

    private static readonly (string Title, int Length, double KestrelAim)[] Sizes =
        [("1 KiB", 1024, 0.9), ("100 KiB", 100 * 1024, 1.0), ("5 MiB", 5 * 1024 * 1024, 1.0)];

    /// <inheritdoc/>
    public string Name => "hits";

    /// <inheritdoc/>
    public string Summary => "1 KiB, 100 KiB and 5 MiB from the cache: the gateway beside bare Kestrel, nginx and Varnish";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, GatewaySettings.Single(origin.Address), cancellationToken);
        (string Name, ServerProcess? Server)[] servers =
        [
            (GatewayPeer.Name, gateway),
            (Kestrel, await StartKestrelAsync(bench, gateway, cancellationToken)),
            (NginxPeer.Name, await NginxPeer.StartAsync(bench, origin.Address, cancellationToken)),
            (NginxPeer.TunedName, await NginxPeer.StartTunedAsync(bench, origin.Address, cancellationToken)),
            (VarnishPeer.Name, await VarnishPeer.StartAsync(bench, origin.Address, cancellationToken)),
        ];
        List<Comparison> comparisons = [];
        foreach (var (title, length, aim) in Sizes)
        {
            var contenders = servers.Where(entry => entry.Server is not null)
                .Select(entry => new Contender(entry.Name, entry.Server!, UrlOf(entry.Server!, length)))
                .ToList();
            foreach (var contender in contenders)
            {
                await Probe.AskForHitAsync(contender.Url, length, cancellationToken);
            }

            var measured = await Turns.MeasureAsync(contenders, bench.Plan, Workbench.Say, cancellationToken);
            comparisons.Add(Comparison.Of(title, measured, Aims(length, aim)));
        }

        return new Report(Name, [.. comparisons], []);
    }

    private static Dictionary<string, double> Aims(int length, double kestrel)
    {
        var aims = new Dictionary<string, double>(StringComparer.Ordinal) { [Kestrel] = kestrel };
        if (length == 1024)
        {
            (aims[NginxPeer.Name], aims[VarnishPeer.Name]) = (1.0, 1.0);
        }

        return aims;
    }

    private static Uri UrlOf(ServerProcess server, int length) => new(server.Address, $"c/{length}");

    /// <summary>The bare server answers with what the gateway's hits look like now, so that both write the same bytes.</summary>
    private static async Task<ServerProcess> StartKestrelAsync(Workbench bench, ServerProcess gateway, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, BareKestrel.Answer>(StringComparer.Ordinal);
        foreach (var (_, length, _) in Sizes)
        {
            var url = UrlOf(gateway, length);
            var seen = await Probe.AskForHitAsync(url, length, cancellationToken);
            answers[url.AbsolutePath] = new BareKestrel.Answer(
                seen.Fields.Where(field => !OwnFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
                    .ToDictionary(field => field.Key, field => field.Value, StringComparer.OrdinalIgnoreCase),
                length);
        }

        var file = Path.Combine(bench.Folder, "answers.json");
        await BareKestrel.WriteAsync(file, answers, cancellationToken);
        return await bench.StartRoleAsync("bare-kestrel", Pinning.ServerCore, ["--answers", file], cancellationToken);
    }
}
