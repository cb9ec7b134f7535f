using System.CommandLine;
using System.Globalization;
using Gateway.Admin;
using Spectre.Console;

namespace Gateway.Cli.Cache;

/// <summary><c>gateway cache stats</c>: how much is stored, and what became of requests.</summary>
internal static class CacheStatsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("stats", "Shows how much each tier holds, and the hit ratio by environment and repository.");
        var json = JsonOutput.AddTo(command);
        var arguments = AdminArguments.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var admin = new AdminClient(arguments.TargetOf(result));
            var answer = await admin.GetAsync("api/cache", cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, answer);
                return 0;
            }

            var summary = admin.Read<CacheSummary>(answer);
            WriteTiers(output, summary);
            output.WriteLine();
            WriteUse(output, summary);
            return 0;
        });
        return command;
    }

    private static void WriteTiers(TextWriter output, CacheSummary summary)
    {
        var screen = TableScreen.For(output);
        var table = screen.Table("Tier", "Entries", "Size", "Limit", "Evicted", "Faults", "State");
        foreach (var tier in summary.Tiers)
        {
            table.AddRow(
                new Text(tier.Tier),
                new Text(ShownFigure.Count(tier.Entries)),
                new Text(ShownFigure.Size(tier.Bytes)),
                new Text(ShownFigure.Size(tier.Capacity)),
                new Text(ShownFigure.Count(tier.Evictions)),
                new Text(ShownFigure.Count(tier.Faults)),
                new Text(tier.Available ? "available" : "takes no entries"));
        }

        screen.Write(table);
    }

    private static void WriteUse(TextWriter output, CacheSummary summary)
    {
        var screen = TableScreen.For(output);
        var table = screen.Table("Environment", "Repository", "Hit ratio", "Requests");
        foreach (var use in summary.Repositories)
        {
            var seen = use.Requests.Where(count => count.Value > 0).Select(count => $"{count.Key} {ShownFigure.Count(count.Value)}");
            table.AddRow(
                new Text(use.Environment),
                new Text(use.Repository),
                new Text(use.HitRatio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.0}%") : "-"),
                new Text(use.HitRatio is null ? "none" : string.Join(", ", seen)));
        }

        screen.Write(table);
    }
}
