using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.HttpCache.Storage.Eviction;

namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>
/// Responses by key within a number of bytes. A lookup takes no lock; what changes the tier holds <see cref="Gate"/>.
/// The unit of eviction is the key with all its variants: they are one resource, and a list that lacks some would lie to the policy.
/// </summary>
internal sealed class MemoryTier(long capacity, IStoreObserver observer)
{
    public const string Name = "memory";

    private readonly ConcurrentDictionary<CacheKey, VariantSet> _sets = new();
    private readonly S3Fifo _queue = new(capacity);
    private VariantSet?[] _byHandle = new VariantSet?[16];
    private long _entries;
    private long _reserved;
    private long _evictions;

    /// <summary>Held by whoever changes the tier. The members that say so need it held already.</summary>
    public Lock Gate { get; } = new();

    public long Capacity => capacity;

    public TierStatistics Statistics
    {
        get
        {
            lock (Gate)
            {
                return new TierStatistics(Name, _entries, _queue.Bytes + _reserved, capacity, _evictions, Faults: 0, Available: true);
            }
        }
    }

    /// <summary>The set of a key, counted as a hit.</summary>
    public VariantSet? Find(CacheKey key)
    {
        if (!_sets.TryGetValue(key, out var set))
        {
            return null;
        }

        _queue.Touch(set.Handle);
        return set;
    }

    /// <summary>The set of a key, without counting.</summary>
    public VariantSet? Peek(CacheKey key) => _sets.GetValueOrDefault(key);

    /// <summary>
    /// Sets bytes aside for a body that is on its way, evicting for them; false when they cannot be had, and then nothing is evicted.
    /// </summary>
    public bool Reserve(long bytes)
    {
        lock (Gate)
        {
            _reserved += bytes;
            if (_reserved <= capacity)
            {
                MakeRoom();
                return true;
            }

            _reserved -= bytes;
            return false;
        }
    }

    /// <summary>Gives back what was set aside.</summary>
    public void Release(long bytes)
    {
        lock (Gate)
        {
            _reserved -= bytes;
        }
    }

    /// <summary>Under the gate: puts entries in the place of what the key had; none removes it.</summary>
    /// <returns>False when they do not fit in.</returns>
    public bool Put(CacheKey key, ImmutableArray<MemoryEntry> entries)
    {
        var before = Peek(key);
        if (entries.IsEmpty)
        {
            if (before is not null)
            {
                Remove(before);
            }

            return true;
        }

        var set = Limited(new VariantSet(entries));
        if (before is null)
        {
            set.Handle = _queue.Add((ulong)key.GetHashCode(), set.Cost);
        }
        else
        {
            set.Handle = before.Handle;
            _queue.Resize(set.Handle, set.Cost);
        }

        Register(set);
        _sets[key] = set;
        _entries += set.Entries.Length - (before?.Entries.Length ?? 0);
        MakeRoom();
        return ReferenceEquals(Peek(key), set);
    }

    /// <summary>What a scope covers, in no order; consistent only under the gate.</summary>
    public IEnumerable<StoredResponse> Covered(PurgeScope scope) =>
        SetsOf(scope).SelectMany(set => set.Responses).Where(response => scope.Covers(response.Key, response.Tags));

    /// <summary>Under the gate: removes or marks what a scope covers.</summary>
    public void Purge(PurgeScope scope, PurgeMode mode)
    {
        foreach (var set in SetsOf(scope))
        {
            var left = set.Entries.RemoveAll(entry => scope.Covers(entry.Response.Key, entry.Response.Tags));
            if (left.Length < set.Entries.Length)
            {
                Put(set.Key, mode == PurgeMode.Hard ? left : [.. set.Entries.Select(entry => Marked(entry, scope))]);
            }
        }
    }

    private static MemoryEntry Marked(MemoryEntry entry, PurgeScope scope) => scope.Covers(entry.Response.Key, entry.Response.Tags)
        ? new MemoryEntry(entry.Response with { MarkedStale = true }, entry.Content)
        : entry;

    private IEnumerable<VariantSet> SetsOf(PurgeScope scope) => scope is PurgeScope.OfKey one
        ? Peek(one.Key) is { } set ? [set] : []
        : _sets.Select(pair => pair.Value);

    private VariantSet Limited(VariantSet set)
    {
        if (set.Entries.Length <= StoreLimits.MaxVariants)
        {
            return set;
        }

        foreach (var entry in set.Entries[StoreLimits.MaxVariants..])
        {
            _evictions++;
            observer.Evicted(Name, EvictionReason.Variants, entry.Cost);
        }

        return new VariantSet(set.Entries[..StoreLimits.MaxVariants]);
    }

    private void MakeRoom()
    {
        while (_queue.Bytes + _reserved > capacity && _queue.Victim() is { } victim)
        {
            var set = _byHandle[victim]!;
            Remove(set);
            _evictions += set.Entries.Length;
            observer.Evicted(Name, EvictionReason.Room, set.Cost);
        }
    }

    private void Remove(VariantSet set)
    {
        _sets.TryRemove(set.Key, out _);
        _queue.Remove(set.Handle);
        _byHandle[set.Handle] = null;
        _entries -= set.Entries.Length;
    }

    private void Register(VariantSet set)
    {
        if (set.Handle >= _byHandle.Length)
        {
            Array.Resize(ref _byHandle, _byHandle.Length * 2);
        }

        _byHandle[set.Handle] = set;
    }
}
