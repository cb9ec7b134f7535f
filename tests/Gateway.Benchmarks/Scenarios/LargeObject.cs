using System.Globalization;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>An object of 4 GiB through the cache, cold and from the disk: bodies stream, so memory must not follow their size.</summary>
internal sealed class LargeObject : IScenario
{
    private const long Length = 4L << 30;

    private const double AimMebibytes = 64;

    /// <inheritdoc/>
    public string Name => "large-object";

    /// <inheritdoc/>
    public string Summary => "4 GiB through the cache, cold and stored: how much the resident set grows (needs 5 GiB of disk)";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        RequireRoom(bench);
        var origin = await bench.StartOriginAsync(cancellationToken);
        var gateway = await GatewayPeer.StartAsync(bench, GatewayPeer.Name, GatewaySettings.Single(origin.Address), cancellationToken);
        await WarmUpAsync(gateway, cancellationToken);
        var url = new Uri(gateway.Address, $"c/{Length}");
        List<Fact> facts = [];
        foreach (var (title, status) in new[] { ("cold", "MISS"), ("stored", "HIT") })
        {
            Workbench.Say($"4 GiB, {title}");
            gateway.ForgetPeak();
            var before = gateway.Memory();
            var began = bench.Time.GetTimestamp();
            var seen = await Probe.AskAsync(url, Length, cancellationToken);
            if (seen.CacheStatus != status)
            {
                throw new BenchmarkException(
                    $"The {title} answer had X-Cache-Status '{seen.CacheStatus}', not {status}: the cache did not take the object. "
                        + $"{gateway.LastWords}");
            }

            facts.Add(Fact.OfBytes($"4 GiB {title}: growth of RSS at its peak", gateway.Memory().Peak - before.Resident, AimMebibytes));
            facts.Add(new Fact($"4 GiB {title}: throughput to one client that computes SHA-256", Length / (1024.0 * 1024)
                / bench.Time.GetElapsedTime(began).TotalSeconds, "MiB/s"));
        }

        return new Report(Name, [], [.. facts]);
    }

    /// <summary>What is loaded and compiled once is no growth by the object.</summary>
    private static async Task WarmUpAsync(ServerProcess gateway, CancellationToken cancellationToken)
    {
        foreach (var length in new[] { 1024, 1024 * 1024, 64 * 1024 * 1024 })
        {
            await Probe.AskForHitAsync(
                new Uri(gateway.Address, string.Create(CultureInfo.InvariantCulture, $"c/{length}")), length, cancellationToken);
        }
    }

    private static void RequireRoom(Workbench bench)
    {
        var free = new DriveInfo(bench.Folder).AvailableFreeSpace;
        if (free < Length + (1L << 30))
        {
            throw new BenchmarkException(
                $"{bench.Folder} has {free >> 20} MiB free; 4 GiB and some are needed. Name another place with --folder.");
        }
    }
}
