using Gateway.Benchmarks.Commands;

namespace Gateway.Benchmarks;

/// <summary>Measures the gateway beside its peers, as real processes on this machine.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => BenchmarkCommand.Create().Parse(args).InvokeAsync();
}
