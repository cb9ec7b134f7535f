using Gateway.Cli;
using Gateway.Configuration.Sources;

namespace Gateway.Tests.Cli;

/// <summary>What a command came to.</summary>
internal sealed record CommandResult(int Status, string Output, string Error, ConfigurationSources? Run)
{
    /// <summary>Runs the command line; serving is replaced by remembering with what.</summary>
    public static async Task<CommandResult> OfAsync(params string[] args)
    {
        ConfigurationSources? served = null;
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = await CommandLine.InvokeAsync(
            args,
            (sources, _) =>
            {
                served = sources;
                return Task.FromResult(0);
            },
            output,
            error);
        return new CommandResult(status, output.ToString(), error.ToString(), served);
    }
}
