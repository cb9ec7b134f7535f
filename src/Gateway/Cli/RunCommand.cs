using System.CommandLine;
using Gateway.Configuration.Sources;

namespace Gateway.Cli;

/// <summary><c>gateway [run]</c>: serves.</summary>
internal static class RunCommand
{
    /// <summary>The command by its name.</summary>
    public static Command Create(Func<ConfigurationSources, CancellationToken, Task<int>> run)
    {
        var command = new Command("run", "Serves; what the executable does without a command.");
        Describe(command, run);
        return command;
    }

    /// <summary>Gives a command the arguments and the action of <c>run</c>; the executable without a command has them too.</summary>
    public static void Describe(Command command, Func<ConfigurationSources, CancellationToken, Task<int>> run)
    {
        var arguments = ConfigurationArguments.AddTo(command);
        command.SetAction((result, cancellationToken) => run(arguments.SourcesOf(result), cancellationToken));
    }
}
