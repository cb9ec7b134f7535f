using Gateway.Benchmarks.Peers;
using Gateway.Benchmarks.Reports;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>One question about the gateway's speed or memory.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string Summary { get; }

    /// <summary>Measures.</summary>
    /// <exception cref="BenchmarkException">It cannot be measured.</exception>
    Task<Report> RunAsync(Workbench bench, CancellationToken cancellationToken);
}
