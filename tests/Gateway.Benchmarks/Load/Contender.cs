using Gateway.Benchmarks.Processes;

namespace Gateway.Benchmarks.Load;

/// <summary>One server in a comparison, before it is measured.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Server">The process.</param>
/// <param name="Url">What is asked of it.</param>
internal sealed record Contender(string Name, ServerProcess Server, Uri Url)
{
    /// <summary>Request fields, each as <c>name: value</c>.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What runs beside each of its rounds, until the token ends it; null for nothing.</summary>
    public Func<CancellationToken, Task>? Beside { get; init; }
}

/// <summary>One server in a comparison, measured.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Rounds">What each round found.</param>
/// <param name="Memory">The server's memory after the last round.</param>
internal sealed record Measured(string Name, IReadOnlyList<LoadSample> Rounds, MemoryUse Memory)
{
    /// <summary>The median of the rounds.</summary>
    public double RequestsPerSecond => Statistics.Median(Rounds.Select(round => round.RequestsPerSecond));

    /// <summary>The median latency, as the median of the rounds.</summary>
    public TimeSpan Median => TimeSpan.FromMicroseconds(Statistics.Median(Rounds.Select(round => round.Median.TotalMicroseconds)));

    /// <summary>The 99 % latency, as the median of the rounds.</summary>
    public TimeSpan P99 => TimeSpan.FromMicroseconds(Statistics.Median(Rounds.Select(round => round.P99.TotalMicroseconds)));

    /// <summary>
    /// The processor time of the server for one request, as the median of the rounds. Other work on the machine hardly moves it.
    /// </summary>
    public TimeSpan ProcessorTime =>
        TimeSpan.FromMicroseconds(Statistics.Median(Rounds.Select(round => round.ProcessorTime.TotalMicroseconds)));

    /// <summary>How far the rounds lie apart, as a part of the median: what a ratio cannot be more exact than.</summary>
    public double Spread =>
        (Rounds.Max(round => round.RequestsPerSecond) - Rounds.Min(round => round.RequestsPerSecond)) / RequestsPerSecond;
}
