using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry;

/// <summary>Which instruments are collected, by whichever way, and how many series each may have.</summary>
internal static class MeterChoice
{
    /// <summary>
    /// Enough for 200 environments with five repositories and ten status codes each. What is beyond it is added up in one series marked
    /// <c>otel_metric_overflow</c>, so that memory is bounded whatever happens.
    /// </summary>
    private const int MostSeries = 10_000;

    /// <summary>
    /// For instruments of the platform, whose labels are few: the SDK reserves room for all series of an instrument at once.
    /// </summary>
    private const int MostSeriesOfThePlatform = 500;

    /// <summary>
    /// The gateway's own, and the platform's that say something it does not: the server's connections and TLS handshakes, the runtime.
    /// Not those of hosting: they label each request by more than anybody asks for, which costs every hit, and <c>http.server.*</c> are
    /// recorded by the access log instead, with environment and repository. Not those of the HTTP client either: five recordings for
    /// each request that passes, of which <c>gateway.upstream.*</c> tell what matters by upstream and destination.
    /// </summary>
    public static string[] Names { get; } = [GatewaySource.Name, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>
    /// What a name ends with that Prometheus keeps for histograms; three of the runtime's have it (processors, assemblies, timers).
    /// </summary>
    private const string ReservedEnding = ".count";

    /// <summary>
    /// Whether an instrument is this gateway's or the process's. Another gateway in the same process has a factory of its own.
    /// </summary>
    public static bool IsChosen(Instrument instrument, IMeterFactory meters) =>
        Names.Contains(instrument.Meter.Name, StringComparer.Ordinal)
            && !instrument.Name.EndsWith(ReservedEnding, StringComparison.Ordinal)
            && (instrument.Meter.Scope is not IMeterFactory || ReferenceEquals(instrument.Meter.Scope, meters));

    /// <summary>How the SDK collects an instrument.</summary>
    public static MetricStreamConfiguration ViewOf(Instrument instrument, IMeterFactory meters) =>
        !IsChosen(instrument, meters)
            ? MetricStreamConfiguration.Drop
            : new MetricStreamConfiguration
            {
                CardinalityLimit = instrument.Meter.Name == GatewaySource.Name ? MostSeries : MostSeriesOfThePlatform,
            };
}
