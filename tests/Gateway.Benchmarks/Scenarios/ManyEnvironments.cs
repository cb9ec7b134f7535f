using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Roles;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>
/// What 200 environments cost that 3 do not, at the start and in memory. Bare YARP with a route for each host is measured too:
/// its matcher is built by the first request, which is why the gateway finds hosts by a table of its own.
/// </summary>
internal sealed class ManyEnvironments : IScenario
{
    private static readonly int[] Counts = [3, 200];

    /// <inheritdoc/>
    public string Name => "environments";

    /// <inheritdoc/>
    public string Summary => "start, first request and memory with 3 and with 200 environments of two repositories and two clusters each";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken)
    {
        var origin = await bench.StartOriginAsync(cancellationToken);
        List<Subject> subjects = [];
        foreach (var count in Counts)
        {
            var file = GatewaySettings.Many(origin.Address, count).Write(bench.Folder, $"gateway-{count}");
            subjects.Add(new Subject($"gateway, {count} environments", count, () => GatewayPeer.Launch(bench, $"gateway-{count}", file)));
            subjects.Add(new Subject($"bare YARP, {count} hosts", count, () => LaunchYarp(bench, origin.Address, count)));
        }

        for (var round = 1; round <= bench.Plan.Rounds; round++)
        {
            foreach (var subject in subjects)
            {
                Workbench.Say($"{subject.Name}: start {round} of {bench.Plan.Rounds}");
                subject.Starts.Add(await StartAsync(bench, subject, cancellationToken));
            }
        }

        return new Report(Name, [], [.. subjects.SelectMany(Facts)]);
    }

    private static ServerProcess LaunchYarp(Workbench bench, Uri origin, int hosts) => bench.LaunchRole(
        "bare-yarp", Pinning.ServerCore, ["--destination", new Uri(origin, "pass").AbsoluteUri, "--hosts", $"{hosts}"]);

    private static async Task<Start> StartAsync(Workbench bench, Subject subject, CancellationToken cancellationToken)
    {
        var began = bench.Time.GetTimestamp();
        await using var server = subject.Launch();
        await server.ListeningAsync(bench.Time, cancellationToken);
        var asked = bench.Time.GetTimestamp();
        await AskAsync(server, subject.Environments - 1, cancellationToken);
        var answered = bench.Time.GetTimestamp();
        var first = server.Memory();
        for (var i = 0; i < subject.Environments; i++)
        {
            await AskAsync(server, i, cancellationToken);
        }

        return new Start(
            bench.Time.GetElapsedTime(began, answered), bench.Time.GetElapsedTime(asked, answered), first.Resident,
                server.Memory().Resident);
    }

    private static async Task AskAsync(ServerProcess server, int environment, CancellationToken cancellationToken)
    {
        foreach (var mount in BareYarp.Mounts)
        {
            await Probe.AskAsync(new Uri(server.Address, $"{mount}/1024"), 1024, cancellationToken, BareYarp.HostOf(environment));
        }
    }

    private static IEnumerable<Fact> Facts(Subject subject) =>
    [
        Fact.OfTimes($"{subject.Name}: start until the first answers", subject.Starts.Select(start => start.UntilAnswer)),
        Fact.OfTimes($"{subject.Name}: the first requests", subject.Starts.Select(start => start.FirstRequest)),
        Fact.OfBytes($"{subject.Name}: RSS after them", Median(subject.Starts.Select(start => start.Resident))),
        Fact.OfBytes($"{subject.Name}: RSS after two requests to each", Median(subject.Starts.Select(start => start.ResidentAfterAll))),
    ];

    private static long Median(IEnumerable<long> bytes) => (long)Load.Statistics.Median(bytes.Select(one => (double)one));

    private sealed record Subject(string Name, int Environments, Func<ServerProcess> Launch)
    {
        public List<Start> Starts { get; } = [];
    }

    /// <summary>One start.</summary>
    /// <param name="UntilAnswer">From the start of the process until both repositories of an environment had answered.</param>
    /// <param name="FirstRequest">The part of it in which they were asked.</param>
    /// <param name="Resident">Bytes resident then.</param>
    /// <param name="ResidentAfterAll">Bytes resident after every environment had answered.</param>
    private sealed record Start(TimeSpan UntilAnswer, TimeSpan FirstRequest, long Resident, long ResidentAfterAll);
}
