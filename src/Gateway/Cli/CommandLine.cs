using System.CommandLine;
using System.CommandLine.Invocation;
using Gateway.Cli.Cache;
using Gateway.Cli.Doctor;
using Gateway.Cli.Reference;
using Gateway.Cli.Tokens;
using Gateway.Configuration.Sources;
using Gateway.Telemetry;

namespace Gateway.Cli;

/// <summary>The commands of the executable. Exit status: 0 done, 1 the thing asked is not so, 2 wrong usage.</summary>
internal static class CommandLine
{
    /// <summary>The status of wrong usage, as shells and most tools have it.</summary>
    public const int WrongUsage = 2;

    /// <summary>The status of a fault found, or of anything else that did not come about.</summary>
    public const int NotSo = 1;

    /// <summary>Runs what the arguments ask for, writing to the console.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Serves until it is told to stop; gives the exit status.</param>
    public static Task<int> InvokeAsync(string[] args, Func<ConfigurationSources, CancellationToken, Task<int>> run) =>
        InvokeAsync(args, run, Console.Out, Console.Error);

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="run">Serves until it is told to stop; gives the exit status.</param>
    /// <param name="output">What was asked for goes here.</param>
    /// <param name="error">What went wrong goes here.</param>
    public static async Task<int> InvokeAsync(
        string[] args, Func<ConfigurationSources, CancellationToken, Task<int>> run, TextWriter output, TextWriter error)
    {
        // Response files are off: a name with an @ in front is a package scope here.
        var result = Root(run).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (IsWrongUsage(result))
        {
            return await RefuseAsync(result, error);
        }

        try
        {
            // The host handles signals while it serves; the other commands just end.
            return await result.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            // A stack trace helps nobody at a terminal.
            await SayAsync(error, $"gateway: {Told(exception)}");
            return exception is UsageException ? WrongUsage : NotSo;
        }
    }

    // The status still tells what a full or closed standard error cannot.
    private static async Task SayAsync(TextWriter error, string text)
    {
        try
        {
            await error.WriteLineAsync(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    private static string Told(Exception exception) => exception switch
    {
        UsageException or CommandException => exception.Message,

        // Only a stream that is closed has no path: there is nowhere to write what was asked for.
        UnauthorizedAccessException when !exception.Message.Contains('\'', StringComparison.Ordinal) =>
            "Standard output cannot be written; it is closed.",

        // Its cause does not say which file it is.
        UnauthorizedAccessException => $"{exception.Message} Use an account that has the right, or name another place.",

        // The innermost cause is what can be acted on.
        _ => exception.GetBaseException().Message,
    };

    // The library lets every command ignore what it does not know once the root lets settings through.
    private static bool IsWrongUsage(ParseResult result) => result.Action is ParseErrorAction
        || (result.Action is not HelpText
            && (UnknownArgument.Misread(result).Any()
                || UnknownArgument.Misplaced(result).Any()
                || (result.UnmatchedTokens.Count > 0 && result.CommandResult.Command.TreatUnmatchedTokensAsErrors)));

    /// <summary>The commands as they are parsed.</summary>
    /// <param name="run">Serves until it is told to stop; gives the exit status.</param>
    public static RootCommand Root(Func<ConfigurationSources, CancellationToken, Task<int>> run)
    {
        var root = new RootCommand("An HTTP gateway and cache in front of private npm, Go and NuGet registries.")
        {
            RunCommand.Create(run),
            CheckCommand.Create(),
            RoutesCommand.Create(),
            DoctorCommand.Create(),
            ReadyCommand.Create(),
            CacheCommand.Create(),
            CertsCommand.Create(),
            ConfigCommand.Create(),
            CompletionCommand.Create(),
            TokenCommand.Create(),
        };
        RunCommand.Describe(root, run);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
        HelpText.ApplyTo(root);
        return root;
    }

    private static async Task<int> RefuseAsync(ParseResult result, TextWriter error)
    {
        // The library's own words about an unknown argument do not say which it is when a command is missing as well.
        var unknown = result.UnmatchedTokens.Concat(UnknownArgument.Misread(result))
            .Select(token => UnknownArgument.Describe(token, result.CommandResult.Command))
            .Concat(UnknownArgument.Misplaced(result))
            .ToList();
        foreach (var message in unknown.Count > 0 ? unknown : Missing(result))
        {
            await SayAsync(error, $"gateway: {message}");
        }

        var command = $"gateway {CommandExamples.WordsOf(result.CommandResult.Command)}".TrimEnd();
        await SayAsync(error, $"Run '{command} --help' for what can be written.");
        return WrongUsage;
    }

    // Of a command that is only a group the library says no more than that one is missing.
    private static List<string> Missing(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var parts = command.Subcommands.Where(part => !part.Hidden).Select(part => part.Name).ToList();
        return parts.Count > 0 && command.Action is null
            ? [$"'{CommandExamples.WordsOf(command)}' needs to know what to do: {string.Join(", ", parts.SkipLast(1))} or {parts[^1]}."]
            : [.. result.Errors.Select(fault => fault.Message)];
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return 0;
        }
    }
}
