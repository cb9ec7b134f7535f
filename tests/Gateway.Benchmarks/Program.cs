using System.CommandLine;
using Gateway.Benchmarks.Commands;

namespace Gateway.Benchmarks;

/// <summary>Measures the gateway beside its peers, as real processes on this machine.</summary>
internal static class Program
{
    /// <summary>Time to stop the servers after Ctrl+C and to remove their folder, which may hold a cache of gigabytes.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private static Task<int> Main(string[] args) =>
        BenchmarkCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
}
