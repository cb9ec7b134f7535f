using Spectre.Console;

namespace Gateway.Cli;

/// <summary>Where tables go: a terminal gets lines and colours in its width, a pipe or file plain text in any width.</summary>
internal sealed class TableScreen
{
    /// <summary>Wide enough that nothing is cut or wrapped for the next program in the pipe.</summary>
    private const int PipeWidth = 4000;

    private readonly IAnsiConsole _console;
    private readonly TextWriter _output;
    private readonly bool _isTerminal;

    private TableScreen(TextWriter output, bool isTerminal)
    {
        _output = output;
        _isTerminal = isTerminal;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(isTerminal ? output : new StringWriter()),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
        {
            _console.Profile.Width = PipeWidth;
        }
    }

    /// <summary>The screen behind a writer.</summary>
    public static TableScreen For(TextWriter output) =>
        new(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);

    /// <summary>A table with these columns.</summary>
    public Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = _isTerminal ? TableBorder.Rounded : TableBorder.None };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, _isTerminal ? new Style(decoration: Decoration.Bold) : Style.Plain)));
        }

        return table;
    }

    /// <summary>Writes a table. Columns are padded; what the padding leaves at the end of a line is taken off.</summary>
    public void Write(Table table)
    {
        _console.Write(table);
        if (_isTerminal)
        {
            return;
        }

        foreach (var line in _console.Profile.Out.Writer.ToString()!.TrimEnd().Split('\n'))
        {
            _output.WriteLine(line.TrimEnd());
        }
    }
}
