using System.Collections.Concurrent;
using Gateway.HttpCache.Storage;

namespace Gateway.Tests.HttpCache.Storage;

/// <summary>Keeps what a store said, as one line per event.</summary>
public sealed class RecordingObserver : IStoreObserver
{
    private readonly ConcurrentQueue<string> _events = new();

    public IReadOnlyCollection<string> Events => _events;

    public int Count(string beginning) => _events.Count(line => line.StartsWith(beginning, StringComparison.Ordinal));

    public void Faulted(string tier, StoreFault fault, string detail) => _events.Enqueue($"faulted {tier} {fault}");

    public void Recovered(string tier) => _events.Enqueue($"recovered {tier}");

    public void Evicted(string tier, EvictionReason reason, long bytes) => _events.Enqueue($"evicted {tier} {reason}");

    public void Discarded(string tier, EntryDamage damage, string entry) => _events.Enqueue($"discarded {tier} {damage}");

    public void Scanned(string tier, long entries, long bytes, TimeSpan duration) => _events.Enqueue($"scanned {tier} {entries}");
}
