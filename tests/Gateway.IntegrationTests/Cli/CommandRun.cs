using Gateway.Cli;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What a command came to.</summary>
internal sealed record CommandRun(int Status, string Output, string Error)
{
    /// <summary>Runs a command in this process, as the executable would.</summary>
    public static async Task<CommandRun> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = await CommandLine.InvokeAsync(
            args, (_, _) => throw new InvalidOperationException("The command must not serve."), output, error);
        return new CommandRun(status, output.ToString(), error.ToString());
    }

    /// <summary>Fails unless the command ended with that status, said this in its error text, and printed no stack trace.</summary>
    public void MustFail(int status, string expected)
    {
        Assert.Equal(status, Status);
        Assert.Contains(expected, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
