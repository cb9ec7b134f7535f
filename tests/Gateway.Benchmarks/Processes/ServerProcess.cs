using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Processes;

/// <summary>A server that this program started and will stop.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a server may take until it accepts connections; far beyond any of them, so that a hang ends in words.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>Short against a start of 200 ms, which it blurs.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    private readonly Func<ServerProcess> _again;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private bool _isDisposed;

    private ServerProcess(string name, Process process, int port, Func<ServerProcess> again)
    {
        Name = name;
        _again = again;
        _process = process;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it is, for messages.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The last lines that it printed, for messages.</summary>
    public string LastWords =>
        _lines.IsEmpty ? "It printed nothing." : $"Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}";

    /// <summary>Starts a server on a core. It may not listen yet when this returns.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="core">The core it runs on.</param>
    /// <param name="port">The port that the arguments tell it to listen on.</param>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory.</param>
    public static ServerProcess Start(string name, int core, int port, string program, IEnumerable<string> arguments, string folder)
    {
        var start = Pinning.Start(core, program, arguments);
        start.WorkingDirectory = folder;

        // What the caller's shell sets for .NET applications must not reach the servers that are compared.
        foreach (var variable in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(variable);
        }

        return new ServerProcess(
            name, Process.Start(start)!, port, () => Start(name, core, port, program, arguments, folder));
    }

    /// <summary>Waits until it accepts a connection.</summary>
    /// <exception cref="BenchmarkException">It ended, or does not listen in time.</exception>
    public async Task ListeningAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await AcceptsAsync(cancellationToken))
        {
            ThrowIfEnded();
            if (time.GetElapsedTime(started) > StartLimit)
            {
                throw new BenchmarkException($"{Name} does not listen at {Address} after {StartLimit.TotalSeconds:F0} s. {LastWords}");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Says so when it has ended by itself.</summary>
    /// <exception cref="BenchmarkException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new BenchmarkException($"{Name} ended with status {_process.ExitCode}. {LastWords}");
        }
    }

    /// <summary>Its memory and that of its children.</summary>
    public MemoryUse Memory() => ProcessFiles.MemoryOf(_process.Id);

    /// <summary>The processor time that it and its children have used.</summary>
    public TimeSpan ProcessorTime() => ProcessFiles.ProcessorTimeOf(_process.Id);

    /// <summary>Lets the peak begin anew at what is resident now (proc(5), clear_refs).</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>Ends it at once, as SIGKILL does, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Starts it once more, where and as it was. It has ended.</summary>
    public ServerProcess StartAgain() => _again();

    /// <summary>Stops it, first by asking. A second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static bool IsForeign(string variable) =>
        variable.StartsWith("DOTNET_", StringComparison.Ordinal) && variable != "DOTNET_ROOT"
        || variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Address.Host, Address.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > 20)
        {
            _lines.TryDequeue(out _);
        }
    }
}
