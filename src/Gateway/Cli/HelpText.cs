using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Gateway.Cli;

/// <summary>The library's help, with our words for what it calls additional arguments; its layout cannot be changed from outside.</summary>
/// <param name="library">The library's own action.</param>
internal sealed class HelpText(HelpAction library) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => library.ClearsParseErrors;

    /// <summary>Gives every command's help these words.</summary>
    public static void ApplyTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();

        // The library's own spellings for other systems would stand first in every completion.
        option.Aliases.Clear();
        option.Aliases.Add("-h");
        option.Action = new HelpText((HelpAction)option.Action!);
    }

    /// <summary>How many columns a line may have: those of the terminal, or as many as it needs where there is none.</summary>
    public int MaxWidth
    {
        get => library.MaxWidth;
        set => library.MaxWidth = value;
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter();
        configuration.Output = text;
        var status = library.Invoke(parseResult);
        configuration.Output = output;
        output.Write(text.ToString()
            .Replace("[[--] <additional arguments>...]]", "[--Section:Key=value ...]", StringComparison.Ordinal)
            .Replace("Additional Arguments:", "Settings:", StringComparison.Ordinal)
            .Replace(
                "  Arguments passed to the application that is being run.",
                "  --Section:Key=value  Any setting, such as --Gateway:Cache:DiskSize=20GiB; wins over files and environment variables.",
                StringComparison.Ordinal)
            .TrimEnd());
        output.WriteLine();
        WriteExamples(output, CommandExamples.Of(parseResult.CommandResult.Command));
        return status;
    }

    private static void WriteExamples(TextWriter output, IReadOnlyList<string> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example}");
        }
    }
}
