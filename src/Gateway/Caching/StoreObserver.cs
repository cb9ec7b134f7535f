using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>Turns what the stores do on their own into log lines and metrics.</summary>
internal sealed class StoreObserver(GatewayMetrics metrics, ILoggerFactory loggers) : IStoreObserver
{
    private readonly ILogger _logger = loggers.CreateLogger("Gateway.Caching");

    /// <inheritdoc/>
    public void Faulted(string tier, StoreFault fault, string detail) => Log.StoreFaulted(_logger, tier, fault.ToString(), detail);

    /// <inheritdoc/>
    public void Recovered(string tier) => Log.StoreRecovered(_logger, tier);

    /// <inheritdoc/>
    public void Evicted(string tier, EvictionReason reason, long bytes) =>
        metrics.CountEviction(reason == EvictionReason.Room ? "room" : "variants");

    /// <inheritdoc/>
    public void Discarded(string tier, EntryDamage damage, string entry) => Log.EntryDiscarded(_logger, tier, damage.ToString(), entry);

    /// <inheritdoc/>
    public void Scanned(string tier, long entries, long bytes, TimeSpan duration) =>
        Log.StoreScanned(_logger, tier, entries, bytes, (long)duration.TotalMilliseconds);
}
