using Spectre.Console;

namespace Gateway.Cli.Doctor;

/// <summary>Findings as people read them, while they are made: a mark, the step, what was found, and below it what to do.</summary>
internal sealed class DoctorScreen
{
    private const int TitleWidth = 18;

    /// <summary>As wide as a line of text is read with ease, whatever the window's width.</summary>
    private const int TextWidth = 96;

    private static readonly string Indent = new(' ', 3 + TitleWidth);

    private readonly TextWriter _output;
    private readonly IAnsiConsole? _terminal;

    /// <param name="output">Where to; colours only when it is a terminal.</param>
    public DoctorScreen(TextWriter output)
    {
        _output = output;
        _terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) })
            : null;
    }

    /// <summary>Begins a walk.</summary>
    public void Begin(string what) => _output.WriteLine(what);

    /// <summary>Shows a finding.</summary>
    public void Show(Finding finding)
    {
        var (mark, colour) = finding.Weight switch
        {
            FindingWeight.Good => ("ok", Color.Green),
            FindingWeight.Note => ("--", Color.Grey),
            FindingWeight.Warning => ("!!", Color.Yellow),
            _ => ("XX", Color.Red),
        };
        Coloured(mark, colour);
        _output.WriteLine($" {finding.Check.PadRight(TitleWidth)}{Wrapped(finding.Text)}");
        if (finding.Weight != FindingWeight.Good)
        {
            _output.WriteLine($"{Indent}[{finding.Code}]");
        }

        if (finding.Remedy is not null)
        {
            _output.WriteLine($"{Indent}{Wrapped(finding.Remedy)}");
        }
    }

    private void Coloured(string text, Color colour)
    {
        if (_terminal is null)
        {
            _output.Write(text);
        }
        else
        {
            _terminal.Write(new Text(text, new Style(colour)));
        }
    }

    private static string Wrapped(string text)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > TextWidth)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
        }

        return string.Join(Environment.NewLine + Indent, lines);
    }
}
