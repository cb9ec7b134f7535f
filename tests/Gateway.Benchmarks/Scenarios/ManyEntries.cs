using System.Globalization;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>100,000 entries of 10 KiB on disk: what the index costs, and that a start does not wait for it.</summary>
internal sealed class ManyEntries : IScenario
{
    private const int Entries = 100_000;

    private const int Length = 10 * 1024;

    private const double AimMebibytes = 300;

    /// <summary>Small, so that the figure is the index's and not the memory tier's, which is as large as one makes it.</summary>
    private const string MemorySize = "64MiB";

    private const int Clients = 32;

    /// <summary>Named without a port: the host is part of a key, and the second start listens on another port than the first.</summary>
    private const string Host = "127.0.0.1";

    /// <inheritdoc/>
    public string Name => "many-entries";

    /// <inheritdoc/>
    public string Summary => "100,000 entries of 10 KiB on disk: memory, and the start until the first answer (needs 2 GiB of disk)";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        var file = GatewaySettings.Single(origin.Address).WithMemory(MemorySize).Write(bench.Folder, GatewayPeer.Name);
        List<Fact> facts = [];
        await using (var gateway = GatewayPeer.Launch(bench, GatewayPeer.Name, file))
        {
            await gateway.ListeningAsync(bench.Time, cancellationToken);
            Workbench.Say("filling the cache");
            await AskAllAsync(gateway, cancellationToken);
            facts.Add(Fact.OfBytes("RSS with all entries stored", gateway.Memory().Resident, AimMebibytes));
        }

        Workbench.Say("starting again");
        var began = bench.Time.GetTimestamp();
        await using var again = GatewayPeer.Launch(bench, GatewayPeer.Name, file);
        await again.ListeningAsync(bench.Time, cancellationToken);
        await Probe.AskAsync(UrlOf(again, 0), Length, cancellationToken, Host);
        facts.Add(Fact.OfTimes("start with all entries on disk until the first answer", [bench.Time.GetElapsedTime(began)]));
        var asked = await Probe.CountRequestsAsync(origin, cancellationToken);
        await AskAllAsync(again, cancellationToken);
        facts.Add(Fact.OfBytes("RSS after reading every entry again", again.Memory().Resident, AimMebibytes));
        var fetched = await Probe.CountRequestsAsync(origin, cancellationToken) - asked;
        facts.Add(new Fact("entries fetched anew after the start", fetched, "requests", 0));
        return new Report(Name, [], [.. facts]);
    }

    private static async Task AskAllAsync(ServerProcess gateway, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Host = Host;
        await Parallel.ForAsync(
            0,
            Entries,
            new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var body = await client.GetByteArrayAsync(UrlOf(gateway, index), token);
                if (body.Length != Length)
                {
                    throw new BenchmarkException($"Entry {index} came back with {body.Length} bytes; it has {Length}.");
                }
            });
    }

    private static Uri UrlOf(ServerProcess gateway, int index) =>
        new(gateway.Address, string.Create(CultureInfo.InvariantCulture, $"c/{Length}/{index}"));
}
