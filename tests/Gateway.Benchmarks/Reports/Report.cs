using System.Collections.Immutable;
using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.Reports;

/// <summary>What a scenario found.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Comparisons">Servers side by side under load.</param>
/// <param name="Facts">Single figures.</param>
internal sealed record Report(string Scenario, ImmutableArray<Comparison> Comparisons, ImmutableArray<Fact> Facts)
{
    /// <summary>Whether every aim is met.</summary>
    public bool IsMet => Comparisons.All(comparison => comparison.Ratios.All(ratio => ratio.IsMet)) && Facts.All(fact => fact.IsMet);
}

/// <summary>Servers side by side, driven in turns in one run.</summary>
/// <param name="Title">What they are asked for.</param>
/// <param name="Contenders">The first is compared with each of the others.</param>
/// <param name="Ratios">The first by each of the others.</param>
internal sealed record Comparison(string Title, ImmutableArray<Measured> Contenders, ImmutableArray<Ratio> Ratios)
{
    /// <summary>Compares the first with the others.</summary>
    /// <param name="title">What they are asked for.</param>
    /// <param name="contenders">What was measured.</param>
    /// <param name="aims">What the ratio to a contender must at least be, by its name.</param>
    public static Comparison Of(string title, IReadOnlyList<Measured> contenders, IReadOnlyDictionary<string, double> aims)
    {
        var subject = contenders[0].Rounds.Select(round => round.RequestsPerSecond);
        return new Comparison(title, [.. contenders], [.. contenders.Skip(1).Select(peer => new Ratio(
            peer.Name,
            Statistics.RatioOfMedians(subject, peer.Rounds.Select(round => round.RequestsPerSecond)),
            aims.TryGetValue(peer.Name, out var aim) ? aim : null))]);
    }
}

/// <summary>Requests per second of the subject by those of a peer, by medians.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Value">The ratio.</param>
/// <param name="AtLeast">The aim, or null when there is none.</param>
internal sealed record Ratio(string Peer, double Value, double? AtLeast)
{
    /// <summary>Whether the aim is met.</summary>
    public bool IsMet => AtLeast is not { } aim || Value >= aim;
}

/// <summary>One figure.</summary>
/// <param name="What">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="AtMost">The aim, or null when there is none.</param>
internal sealed record Fact(string What, double Value, string Unit, double? AtMost = null)
{
    /// <summary>Whether the aim is met.</summary>
    public bool IsMet => AtMost is not { } aim || Value <= aim;

    /// <summary>A figure in bytes, shown in MiB.</summary>
    public static Fact OfBytes(string what, long bytes, double? atMostMebibytes = null) =>
        new(what, bytes / (1024.0 * 1024.0), "MiB", atMostMebibytes);

    /// <summary>A duration, shown in milliseconds: the median of several.</summary>
    public static Fact OfTimes(string what, IEnumerable<TimeSpan> times, double? atMostMilliseconds = null) =>
        new(what, Statistics.Median(times.Select(time => time.TotalMilliseconds)), "ms", atMostMilliseconds);
}
