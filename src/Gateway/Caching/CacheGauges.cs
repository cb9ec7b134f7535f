using System.Diagnostics.Metrics;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>The sizes of the store's tiers as metrics, read from the store whenever a collector asks.</summary>
internal static class CacheGauges
{
    /// <summary>Makes the instruments; they live as long as the meter.</summary>
    public static void Observe(ICacheStore store, IMeterFactory meters)
    {
        var meter = meters.Create(GatewaySource.Name);
        meter.CreateObservableGauge(
            "gateway.cache.size", () => Of(store, tier => tier.Bytes), "By", "Bytes that the entries of a tier take, bodies and heads.");
        meter.CreateObservableGauge(
            "gateway.cache.entries", () => Of(store, tier => tier.Entries), "{entry}", "Entries that a tier holds.");
        meter.CreateObservableGauge(
            "gateway.cache.available",
            () => Of(store, tier => tier.Available ? 1 : 0),
            description: "1 while a tier takes entries, 0 while its medium is full, read-only or gone.");
        meter.CreateObservableCounter(
            "gateway.cache.faults", () => Of(store, tier => tier.Faults), "{fault}", "Operations of a tier's medium that failed.");
    }

    private static IEnumerable<Measurement<long>> Of(ICacheStore store, Func<TierStatistics, long> value) =>
        store.Statistics.Select(tier => new Measurement<long>(value(tier), new KeyValuePair<string, object?>("tier", tier.Tier)));
}
