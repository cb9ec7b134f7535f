using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Reports;

/// <summary>A table as text, before it takes the form of a terminal or of a page.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Columns">The heads of the columns. The first is text, the others are figures.</param>
/// <param name="Rows">The rows.</param>
internal sealed record Grid(string Title, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    private const double Mebibyte = 1024.0 * 1024.0;

    /// <summary>The tables of a report.</summary>
    public static IEnumerable<Grid> Of(Report report)
    {
        foreach (var comparison in report.Comparisons)
        {
            yield return new Grid(
                $"{report.Scenario}: {comparison.Title}",
                ["server", "requests/s", "rounds apart", "p50", "p99", "CPU/request", "RSS", "peak RSS", "gateway by it", "aim"],
                [.. comparison.Contenders.Select(contender => Row(contender, comparison.Ratios))]);
        }

        if (report.Facts.Length > 0)
        {
            yield return new Grid(report.Scenario, ["figure", "value", "aim"], [.. report.Facts.Select(Row)]);
        }
    }

    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"**{Title}**\n\n");
        Append(text, Columns);
        Append(text, [.. Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in Rows)
        {
            Append(text, row);
        }

        return text.ToString();
    }

    private static ImmutableArray<string> Row(Measured contender, ImmutableArray<Ratio> ratios)
    {
        var ratio = ratios.FirstOrDefault(one => one.Peer == contender.Name);
        return
        [
            contender.Name,
            Text($"{contender.RequestsPerSecond:N0}"),
            Text($"{contender.Spread:P0}"),
            Text($"{contender.Median.TotalMilliseconds:F2} ms"),
            Text($"{contender.P99.TotalMilliseconds:F2} ms"),
            Text($"{contender.ProcessorTime.TotalMicroseconds:F1} µs"),
            Text($"{contender.Memory.Resident / Mebibyte:F0} MiB"),
            Text($"{contender.Memory.Peak / Mebibyte:F0} MiB"),
            ratio is null ? "" : Text($"{ratio.Value:F2}"),
            ratio?.AtLeast is { } aim ? Text($"at least {aim:F2}{Verdict(ratio.IsMet)}") : "",
        ];
    }

    private static ImmutableArray<string> Row(Fact fact) =>
    [
        fact.What,
        Amount(fact.Value, fact.Unit),
        fact.AtMost is { } aim ? $"at most {Amount(aim, fact.Unit)}{Verdict(fact.IsMet)}" : "",
    ];

    // What has no unit is a number of things, or a ratio.
    private static string Amount(double value, string unit) => unit.Length > 0 ? Text($"{value:N1} {unit}")
        : double.IsInteger(value) ? Text($"{value:N0}")
        : Text($"{value:N2}");

    private static string Verdict(bool isMet) => isMet ? "" : ": MISSED";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, ImmutableArray<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
