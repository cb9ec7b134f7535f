using System.CommandLine;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Processes;
using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.Scenarios;

namespace Gateway.Benchmarks.Commands;

/// <summary>The command line: one command for each scenario.</summary>
internal static class BenchmarkCommand
{
    /// <summary>A median of fewer rounds would be one of them by chance.</summary>
    private const int FewestRounds = 3;

    private const int AimMissed = 1;

    private const int NotMeasured = 2;

    private static readonly IScenario[] Scenarios =
    [
        new PassThrough(), new Hits(), new ManyEnvironments(), new LargeObject(), new ManyEntries(), new Collapsed(), new TelemetryCost(),
        new Chain(), new Faults(), new Restarts(), new Outage(), new Packument(),
    ];

    private static readonly Option<int> Seconds = Number("--seconds", 10, 1, "The length of one round.");
    private static readonly Option<int> Rounds = Number("--rounds", 5, FewestRounds, "How many rounds each server gets, taking turns.");
    private static readonly Option<int> WarmUp = Number(
        "--warm-up", 10, 0, "Seconds before the first round; shorter ones measure the JIT.");
    private static readonly Option<int> Connections = Number("--connections", 64, 1, "How many connections are kept busy.");

    private static readonly Option<string> Gateway = new("--gateway")
    {
        Description = "The gateway.dll to measure.",
        DefaultValueFactory = _ => GatewayBesideThis(),
        Recursive = true,
    };

    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "Where the caches lie while it runs.",
        DefaultValueFactory = _ => Path.GetTempPath(),
        Recursive = true,
    };

    private static readonly Option<string?> Json = new(
        "--json")
    { Description = "Writes the report with every round to this file.", Recursive = true };
    private static readonly Option<string?> Markdown = new(
        "--markdown")
    { Description = "Adds the tables to the end of this file.", Recursive = true };

    /// <summary>The command line.</summary>
    public static RootCommand Create()
    {
        var serve = ServeCommand.Create();
        serve.Hidden = true;
        var root = new RootCommand(
            "Measures the gateway beside its peers on this machine. Exit status: 0 done, 1 an aim was missed, 2 not measured.")
        {
            Seconds, Rounds, WarmUp, Connections, Gateway, Folder, Json, Markdown, serve,
        };
        foreach (var scenario in Scenarios)
        {
            var command = new Command(scenario.Name, scenario.Summary);
            command.SetAction((parsed, token) => MeasureAsync(scenario, parsed, token));
            root.Add(command);
        }

        return root;
    }

    private static async Task<int> MeasureAsync(IScenario scenario, ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(
            parsed.GetValue(Seconds), parsed.GetValue(Rounds), parsed.GetValue(WarmUp), parsed.GetValue(Connections));
        try
        {
            Programs.RequireLoadTools();
            var machine = Machine.Look(TimeProvider.System);
            WarnOf(machine);
            Report report;
            await using (var bench = new Workbench(plan, Executable(parsed), parsed.GetRequiredValue(Folder), TimeProvider.System))
            {
                report = await scenario.RunAsync(bench, cancellationToken);
            }

            await KeepAsync(report, machine, plan, parsed, cancellationToken);
            return report.IsMet ? 0 : AimMissed;
        }
        catch (BenchmarkException exception)
        {
            Printed.Error(exception.Message);
            return NotMeasured;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Printed.Error("Stopped; there is no result.");
            return NotMeasured;
        }
    }

    private static async Task KeepAsync(
        Report report, Machine machine, LoadPlan plan, ParseResult parsed, CancellationToken cancellationToken)
    {
        Printed.Tables(report, machine);
        if (parsed.GetValue(Json) is { } json)
        {
            await ReportFiles.WriteJsonAsync(json, report, machine, plan, cancellationToken);
        }

        if (parsed.GetValue(Markdown) is { } markdown)
        {
            await ReportFiles.AppendMarkdownAsync(markdown, report, machine, plan, cancellationToken);
        }
    }

    private static string Executable(ParseResult parsed)
    {
        var path = Path.GetFullPath(parsed.GetRequiredValue(Gateway));
        return File.Exists(path)
            ? path
            : throw new BenchmarkException(
                $"There is no gateway at {path}. Build it (dotnet build -c Release src/Gateway), or name it with --gateway.");
    }

    private static void WarnOf(Machine machine)
    {
        if (!machine.IsQuiet)
        {
            Printed.Warning(FormattableString.Invariant(
                $"The machine is busy (load {machine.LoadBefore:F2}): the ratios may hold, the figures do not."));
        }
#if DEBUG
        Printed.Warning("This is a Debug build: its figures mean nothing. Run it with -c Release.");
#endif
    }

    // Every project's output lies beside the others' in the artifacts folder, by configuration.
    private static string GatewayBesideThis()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Gateway", own.Name, "gateway.dll");
    }

    private static Option<int> Number(string name, int value, int least, string description)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} At least {least}.",
            DefaultValueFactory = _ => value,
            Recursive = true,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} is {result.GetValueOrDefault<int>()}; it must be at least {least}.");
            }
        });
        return option;
    }
}
