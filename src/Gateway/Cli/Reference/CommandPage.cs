using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Gateway.Cli.Reference;

/// <summary>The page with the help of every command, as a pipe gets it.</summary>
internal static class CommandPage
{
    /// <summary>The page.</summary>
    /// <param name="root">The commands.</param>
    public static string Text(RootCommand root)
    {
        // The page must not depend on the width of whose terminal it is made in.
        ((HelpText)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = int.MaxValue;
        var page = new StringBuilder("""
            <!-- Made from the program by 'gateway config update'; do not edit. -->
            # Help of every command

            What `gateway COMMAND --help` prints. [commands.md](commands.md) shows what each command does with it.


            """.ReplaceLineEndings("\n"));
        foreach (var command in Below(root))
        {
            var words = $"gateway {CommandExamples.WordsOf(command)}".TrimEnd();
            page.Append($"## {words}\n\n```\n$ {words} --help\n{HelpOf(root, command)}```\n\n");
        }

        return page.ToString().TrimEnd() + "\n";
    }

    /// <summary>A command and all below it that users see.</summary>
    /// <param name="command">Where to begin.</param>
    public static IEnumerable<Command> Below(Command command) =>
        command.Hidden ? [] : command.Subcommands.SelectMany(Below).Prepend(command);

    private static string HelpOf(RootCommand root, Command command)
    {
        using var output = new StringWriter { NewLine = "\n" };
        root.Parse([.. CommandExamples.WordsOf(command).Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
            .Invoke(new InvocationConfiguration { Output = output });

        // The library calls the program what the running file is called, which is another name where tests run.
        return output.ToString().ReplaceLineEndings("\n")
            .Replace($"  {RootCommand.ExecutableName} ", "  gateway ", StringComparison.Ordinal);
    }
}
