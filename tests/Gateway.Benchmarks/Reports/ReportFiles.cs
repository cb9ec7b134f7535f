using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Reports;

/// <summary>Keeps a report: as JSON with every round, as Markdown for a page.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the whole report with every round.</summary>
    public static Task WriteJsonAsync(string file, Report report, Machine machine, LoadPlan plan, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { machine, plan, report }, Readable), cancellationToken);

    /// <summary>Adds the tables to the end of a file, with the command that gives them and the machine.</summary>
    public static Task AppendMarkdownAsync(string file, Report report, Machine machine, LoadPlan plan, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.Append(CommandOf(plan, report)).Append('\n');
        foreach (var grid in Grid.Of(report))
        {
            text.Append('\n').Append(grid.ToMarkdown());
        }

        text.Append('\n').Append(machine).Append("\n\n");
        return File.AppendAllTextAsync(file, text.ToString(), cancellationToken);
    }

    private static string CommandOf(LoadPlan plan, Report report) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"`dotnet run -c Release --project tests/Gateway.Benchmarks -- {report.Scenario} --seconds {plan.Seconds} --rounds "
                + $"{plan.Rounds} --warm-up {plan.WarmUpSeconds} --connections {plan.Connections}`");
}
