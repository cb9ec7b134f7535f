using System.Diagnostics;
using System.Text;
using Xunit;

namespace Gateway.TestKit.Tools;

/// <summary>An external tool under way. It runs until it ends, or is killed when disposed: by its id, and its children with it.</summary>
public sealed class ToolProcess : IAsyncDisposable
{
    private bool _isDisposed;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ToolProcess(ToolCommand command, Process process)
    {
        Command = command;
        _process = process;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
    }

    public ToolCommand Command { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>Runs a tool to its end.</summary>
    /// <remarks>Fails the test, with what was printed, when the tool outlives its time.</remarks>
    public static async Task<ToolResult> RunAsync(ToolCommand command)
    {
        await using var tool = Start(command);
        return await tool.WaitForExitAsync();
    }

    /// <summary>Starts a tool that is to run beside the test.</summary>
    public static ToolProcess Start(ToolCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var tool = new ToolProcess(command, new Process { StartInfo = StartInfo(command) });
        tool._process.Start();
        if (!command.IsInteractive)
        {
            tool._process.StandardInput.Close();
        }

        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Types a line.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteAsync($"{line}\n");
        await _process.StandardInput.FlushAsync();
    }

    public async Task<ToolResult> WaitForExitAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Command.Timeout);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"'{Command.Executable}' did not end within {Command.Timeout}.\n--- stdout\n{Output}\n--- stderr\n{Error}");
        }

        return new ToolResult(Command, _process.ExitCode, Output, Error);
    }

    public async ValueTask DisposeAsync()
    {
        // A test may end it before its owner does.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(ToolCommand command)
    {
        var start = new ProcessStartInfo(command.Executable, command.Arguments)
        {
            WorkingDirectory = command.WorkingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The tester's own settings (registries, proxies, tokens) must not reach the tool: it would not be the same test for everyone.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = command.WorkingFolder;
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
