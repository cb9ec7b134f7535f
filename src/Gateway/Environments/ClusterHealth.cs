using System.Collections.Immutable;
using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Environments;

/// <summary>
/// What the gateway adds to the health checks of a cluster. It travels in the cluster's metadata: the proxy asks for it before the snapshot
/// it belongs to is in force.
/// </summary>
/// <param name="Statuses">The statuses that say a destination is well; empty for 200 to 299.</param>
/// <param name="Contains">What the body must contain; null when it does not matter.</param>
/// <param name="Unhealthy">How many failed checks in a row take a destination out.</param>
/// <param name="Healthy">How many good ones in a row take it back.</param>
/// <param name="Panic">All destinations are asked when less than this part of them is left: 0 to 1.</param>
/// <param name="SlowStart">How long a destination that is back takes to get its full share.</param>
internal sealed record ClusterHealth(
    ImmutableArray<int> Statuses, string? Contains, int Unhealthy, int Healthy, double Panic, TimeSpan SlowStart)
{
    /// <summary>The name of the policy that counts checks in a row, as <c>HealthCheck:Active:Policy</c> writes it.</summary>
    public const string ThresholdPolicy = "Thresholds";

    /// <summary>The name of the policy that asks all when too few are left, as <c>AvailableDestinationsPolicy</c> writes it.</summary>
    public const string PanicPolicy = "PanicThreshold";

    private const string Prefix = "Gateway.Health.";

    /// <summary>Puts it together.</summary>
    public static ClusterHealth Of(UpstreamOptions options) => new(
        [.. options.Health.Statuses],
        options.Health.Contains,
        options.Health.UnhealthyThreshold,
        options.Health.HealthyThreshold,
        options.Health.PanicThreshold,
        options.Resilience.SlowStart);

    /// <summary>What a cluster's metadata carry.</summary>
    public static ClusterHealth Of(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata?.ContainsKey(Prefix + nameof(Statuses)) != true)
        {
            return Of(new UpstreamOptions());
        }

        return new ClusterHealth(
            [.. Text(nameof(Statuses)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)],
            metadata.GetValueOrDefault(Prefix + nameof(Contains)),
            Number(Text(nameof(Unhealthy))),
            Number(Text(nameof(Healthy))),
            double.Parse(Text(nameof(Panic)), CultureInfo.InvariantCulture),
            TimeSpan.ParseExact(Text(nameof(SlowStart)), "c", CultureInfo.InvariantCulture));

        string Text(string name) => metadata[Prefix + name];
    }

    /// <summary>Adds it to a cluster's metadata.</summary>
    public void WriteTo(Dictionary<string, string> metadata)
    {
        metadata[Prefix + nameof(Statuses)] = string.Join(' ', Statuses);
        metadata[Prefix + nameof(Unhealthy)] = Unhealthy.ToString(CultureInfo.InvariantCulture);
        metadata[Prefix + nameof(Healthy)] = Healthy.ToString(CultureInfo.InvariantCulture);
        metadata[Prefix + nameof(Panic)] = Panic.ToString("R", CultureInfo.InvariantCulture);
        metadata[Prefix + nameof(SlowStart)] = SlowStart.ToString("c", CultureInfo.InvariantCulture);
        if (Contains is { Length: > 0 })
        {
            metadata[Prefix + nameof(Contains)] = Contains;
        }
    }

    /// <summary>What is wrong with the answer to a check; null when nothing is.</summary>
    public string? Fault(int status, string body) =>
        !(Statuses.IsEmpty ? status is >= 200 and <= 299 : Statuses.Contains(status)) ? $"status {status}"
        : Contains is not null && !body.Contains(Contains, StringComparison.Ordinal) ? $"the body does not contain '{Contains}'"
        : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
