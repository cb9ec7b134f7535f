using System.CommandLine;

namespace Gateway.Cli;

/// <summary>
/// <c>gateway ready</c>: whether a running gateway serves; what containers ask as their health check, since the admin listener answers
/// only the machine itself.
/// </summary>
internal static class ReadyCommand
{
    /// <summary>A check that takes longer than this says enough.</summary>
    private const int Seconds = 5;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var alive = new Option<bool>("--alive") { Description = "Asks only whether the process lives, also while it starts or drains." };
        var command = new Command("ready", "Says whether a running gateway serves, and why not; exits 1 when it does not.") { alive };
        var json = JsonOutput.AddTo(command);
        var arguments = AdminArguments.AddTo(command, Seconds);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var admin = new AdminClient(arguments.TargetOf(result));
            var (isSo, words) = await admin.ProbeAsync(result.GetValue(alive) ? "healthz" : "readyz", cancellationToken);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                JsonOutput.Write(output, new { Ready = isSo, Reason = words });
            }
            else
            {
                output.WriteLine(words);
            }

            return isSo ? 0 : CommandLine.NotSo;
        });
        return command;
    }
}
