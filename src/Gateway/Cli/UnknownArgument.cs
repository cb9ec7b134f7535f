using System.CommandLine;
using System.CommandLine.Parsing;
using Gateway.Configuration.Form;

namespace Gateway.Cli;

/// <summary>The sentence about an argument that a command does not know.</summary>
internal static class UnknownArgument
{
    /// <summary>
    /// Options that the command does not have and the library therefore took for its argument: <c>cache purge --al</c> must not be a
    /// purge of <c>--al</c>. Behind <c>--</c> everything is an argument, as with other tools.
    /// </summary>
    /// <param name="result">The arguments as the library read them.</param>
    public static IEnumerable<string> Misread(ParseResult result)
    {
        var behindDashes = result.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value).ToList();
        return result.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .Where(value => value.Length > 1 && value[0] == '-' && !behindDashes.Contains(value, StringComparer.Ordinal));
    }

    /// <summary>
    /// What to say of options that stand before the command: the library gives them to the command above, which does not run, so that
    /// <c>gateway --config FILE check</c> would examine the shipped settings.
    /// </summary>
    /// <param name="result">The arguments as the library read them.</param>
    public static IEnumerable<string> Misplaced(ParseResult result)
    {
        // A group that lacks its command is told that first.
        var command = result.CommandResult.Command;
        return command.Action is null
            ? []
            : Above(result.CommandResult)
                .SelectMany(above => above.Children.OfType<OptionResult>())
                .Where(option => option is { Implicit: false, Option.Recursive: false })
                .Select(option => DescribeMisplaced(option, command));
    }

    private static IEnumerable<CommandResult> Above(CommandResult result)
    {
        for (var above = result.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            yield return above;
        }
    }

    private static string DescribeMisplaced(OptionResult option, Command command)
    {
        var words = CommandExamples.WordsOf(command);
        var name = option.Option.Name;
        return command.Options.Any(own => own.Name == name)
            ? $"'{name}' stands before '{words}' and would not count; write it behind, as in 'gateway {words} "
                + $"{string.Join(' ', option.Tokens.Select(token => $"{name} {token.Value}"))}'."
            : $"'{name}' stands before '{words}', which does not know it; take it out.";
    }

    /// <summary>Says which argument it is and what was probably meant.</summary>
    /// <param name="token">The argument.</param>
    /// <param name="command">The command that got it.</param>
    public static string Describe(string token, Command command)
    {
        var known = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Select(option => option.Name));
        if (NameSuggestion.For(token, known) is { } meant)
        {
            return $"'{token}' is not known here; did you mean '{meant}'?";
        }

        return command.TreatUnmatchedTokensAsErrors
            ? $"'{token}' is not known here."
            : $"'{token}' is not known here; settings are written --Section:Key=value, and --help shows the rest.";
    }
}
