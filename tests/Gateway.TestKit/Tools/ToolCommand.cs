namespace Gateway.TestKit.Tools;

/// <summary>How an external tool is run. Its environment is empty but for what stands here and a few names every tool needs.</summary>
/// <param name="Executable">The path or the name of the tool.</param>
/// <param name="Arguments">The arguments, one by one; no shell reads them.</param>
public sealed record ToolCommand(string Executable, params IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Environment variables. <c>PATH</c>, <c>LANG</c> and <c>HOME</c> (the working folder) are set unless named here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether its standard input stays open for <see cref="ToolProcess.WriteLineAsync"/>.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>How long it may take. A build on a shared machine is slow; a hung tool must still end before the test run does.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);
}

/// <summary>How a tool ended, and what it printed.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolResult(ToolCommand Command, int ExitCode, string Output, string Error)
{
    /// <summary>Both outputs with the command line, for the message of a failed assertion.</summary>
    public string Transcript =>
        $"$ {Command.Executable} {string.Join(' ', Command.Arguments)}\nexit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";

    /// <summary>Fails the test with the transcript unless the tool ended with 0.</summary>
    /// <returns>The result itself.</returns>
    public ToolResult MustSucceed()
    {
        if (ExitCode != 0)
        {
            Xunit.Assert.Fail($"'{Command.Executable}' should have succeeded.\n{Transcript}");
        }

        return this;
    }
}
