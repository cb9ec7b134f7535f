using Spectre.Console;

namespace Gateway.Benchmarks.Reports;

/// <summary>What the person at the terminal sees. Progress goes to standard error, so that tables can be piped.</summary>
internal static class Printed
{
    /// <summary>Wide enough for every table; a file or a pipe has no width of its own.</summary>
    private const int WidthOfFile = 160;

    private static readonly IAnsiConsole Main = ConsoleOn(Console.Out, Console.IsOutputRedirected);

    private static readonly IAnsiConsole Aside = ConsoleOn(Console.Error, Console.IsErrorRedirected);

    /// <summary>A step.</summary>
    public static void Progress(string text) => Aside.MarkupLineInterpolated($"[grey]{text}[/]");

    /// <summary>Something that makes the figures less than they seem.</summary>
    public static void Warning(string text) => Aside.MarkupLineInterpolated($"[black on yellow]WARNING[/] [yellow]{text}[/]");

    /// <summary>Why there are no figures.</summary>
    public static void Error(string text) => Aside.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>The tables of a report.</summary>
    public static void Tables(Report report, Machine machine)
    {
        foreach (var grid in Grid.Of(report))
        {
            var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(grid.Title));
            for (var i = 0; i < grid.Columns.Length; i++)
            {
                var column = new TableColumn(Markup.Escape(grid.Columns[i])).NoWrap();
                table.AddColumn(i == 0 ? column : column.RightAligned());
            }

            foreach (var row in grid.Rows)
            {
                table.AddRow([.. row.Select(cell =>
                    cell.EndsWith("MISSED", StringComparison.Ordinal) ? $"[red]{Markup.Escape(cell)}[/]" : Markup.Escape(cell))]);
            }

            Main.Write(table);
        }

        Main.MarkupLineInterpolated($"[grey]{machine}[/]");
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isFile)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect,
        });
        console.Profile.Width = isFile ? WidthOfFile : console.Profile.Width;
        return console;
    }
}
