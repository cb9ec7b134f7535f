using System.CommandLine;
using Gateway.Configuration.Form;

namespace Gateway.Cli;

/// <summary>The sentence about an argument that a command does not know.</summary>
internal static class UnknownArgument
{
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
