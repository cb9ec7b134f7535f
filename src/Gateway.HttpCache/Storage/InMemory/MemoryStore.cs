using System.Runtime.CompilerServices;

namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>Entries in memory only. Every lookup completes synchronously, and a hit allocates nothing.</summary>
public sealed class MemoryStore : ICacheStore
{
    private readonly MemoryStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly MemoryTier _tier;
    private readonly PurgeLedger _ledger = new();
    private readonly EntryIds _ids = new();

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="time">Measures how long a reader of a growing entry stands still.</param>
    /// <param name="observer">Hears of evictions; null for nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above 0.</exception>
    public MemoryStore(MemoryStoreOptions options, TimeProvider time, IStoreObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Capacity <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Capacity, "The capacity must be above 0 bytes.");
        }

        _options = options;
        _time = time;
        _tier = new MemoryTier(options.Capacity, observer ?? SilentStoreObserver.Instance);
    }

    /// <inheritdoc/>
    public PurgeMark Mark => _ledger.Mark;

    /// <inheritdoc/>
    public IReadOnlyList<TierStatistics> Statistics => [_tier.Statistics];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredResponse>> FindAsync(CacheKey key, CancellationToken cancellationToken) =>
        new(_tier.Find(key)?.Responses ?? []);

    /// <inheritdoc/>
    public ValueTask<IEntryBody?> OpenAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new(_tier.Peek(response.Key)?.Of(response.Id));
    }

    /// <inheritdoc/>
    public ValueTask<IEntryWriter?> CreateAsync(EntryDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return new(MemoryEntryWriter.Create(draft, _tier, _ledger, Limit(draft), _time, Publish));
    }

    /// <inheritdoc/>
    public ValueTask<StoredResponse?> UpdateAsync(
        StoredResponse response, ResponseHead head, PurgeMark since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        lock (_tier.Gate)
        {
            var purged = _ledger.Since(since, response);
            if (purged == PurgeMode.Hard || _tier.Peek(response.Key) is not { } set || set.Of(response.Id) is not { } entry)
            {
                return default;
            }

            var updated = entry.Response with { Head = head, MarkedStale = purged == PurgeMode.Soft };
            return new(_tier.Put(response.Key, set.With(response.Id, new MemoryEntry(updated, entry.Content))) ? updated : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> PurgeAsync(PurgeScope scope, PurgeMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var purged = _ledger.Record(scope, mode);
        lock (_tier.Gate)
        {
            purged += _tier.Covered(scope).LongCount();
            _tier.Purge(scope, mode);
        }

        return new(purged);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredResponse> ListAsync(
        PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        foreach (var response in _tier.Covered(scope))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return response;
        }

        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private long Limit(EntryDraft draft) => Math.Min(draft.MaxLength, Math.Min(_options.MaxBodyLength, Array.MaxLength));

    private StoredResponse? Publish(PurgeTicket ticket, byte[] content, long reserved)
    {
        var draft = ticket.Draft;
        lock (_tier.Gate)
        {
            // The check and the insertion are one step under the gate that a purge takes after it has marked the ticket.
            _tier.Release(reserved);
            if (ticket.Mode == PurgeMode.Hard)
            {
                return null;
            }

            var stale = ticket.Mode == PurgeMode.Soft;
            var response = new StoredResponse(_ids.Next(), draft.Key, draft.Head, draft.Selecting, draft.Tags, content.Length, stale);
            return _tier.Put(draft.Key, VariantSet.With(_tier.Peek(draft.Key), new MemoryEntry(response, content))) ? response : null;
        }
    }
}
