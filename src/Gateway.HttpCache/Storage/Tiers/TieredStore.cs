using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.HttpCache.Storage.InMemory;
using Gateway.HttpCache.Storage.OnDisk;

namespace Gateway.HttpCache.Storage.Tiers;

/// <summary>
/// A disk store with memory in front: a hot entry is found and sent without touching the disk, synchronously; everything survives a
/// restart; while the disk takes nothing, memory goes on alone.
/// </summary>
public sealed class TieredStore : ICacheStore
{
    private readonly TieredStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly DiskStore _disk;
    private readonly HotTier _hot;
    private readonly EntryIds _ids = new();
    private readonly ConcurrentDictionary<EntryId, bool> _loading = new();

    private TieredStore(TieredStoreOptions options, TimeProvider time, IStoreObserver observer)
    {
        _options = options;
        _time = time;
        var diskOptions = new DiskStoreOptions(options.Directory, options.DiskCapacity) { MaxBodyLength = options.MaxBodyLength };
        _disk = DiskStore.Open(diskOptions, time, observer);
        _hot = new HotTier(new MemoryTier(options.MemoryCapacity, observer), _disk, options.MaxMemoryBodyLength);
    }

    /// <inheritdoc/>
    public PurgeMark Mark => _disk.Mark;

    /// <inheritdoc/>
    public IReadOnlyList<TierStatistics> Statistics => [_hot.Memory.Statistics, .. _disk.Statistics];

    /// <summary>Completes when everything that an earlier run left is known; lookups need not wait for it.</summary>
    public Task Scanned => _disk.Scanned;

    /// <summary>Opens the store; never fails for the medium, see <see cref="DiskStore.Open"/>.</summary>
    /// <param name="options">Place and limits.</param>
    /// <param name="time">Measures pauses.</param>
    /// <param name="observer">Hears of faults and evictions; null for nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">A capacity is not above 0.</exception>
    public static TieredStore Open(TieredStoreOptions options, TimeProvider time, IStoreObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.MemoryCapacity > 0
            ? new TieredStore(options, time, observer ?? SilentStoreObserver.Instance)
            : throw new ArgumentOutOfRangeException(nameof(options), options.MemoryCapacity, "The memory capacity must be above 0 bytes.");
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredResponse>> FindAsync(CacheKey key, CancellationToken cancellationToken) =>
        _hot.Find(key) is { } set ? new(set.Responses)
        : _disk.KnowsNothingOf(key) ? new([])
        : FindOnDiskAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IEntryBody?> OpenAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var entry = _hot.Memory.Peek(response.Key)?.Of(response.Id);
        return entry?.Content is not null ? new(entry) : OpenOnDiskAsync(response, entry, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IEntryWriter?> CreateAsync(EntryDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (_disk.Create(draft) is { } writer)
        {
            return new TieredEntryWriter(writer, _hot, _disk);
        }

        if (_disk.IsAvailable)
        {
            return null;
        }

        // Memory goes on alone. The key's other variants, where the disk can still be read, are to be found beside the new one.
        await FindAsync(draft.Key, cancellationToken);
        var limit = Math.Min(draft.MaxLength, _options.MaxMemoryBodyLength);
        return MemoryEntryWriter.Create(draft, _hot.Memory, _disk.Ledger, limit, _time, PublishInMemory);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredResponse?> UpdateAsync(
        StoredResponse response, ResponseHead head, PurgeMark since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var updated = await _disk.UpdateAsync(response, head, since, cancellationToken);
        return _hot.Updated(updated ?? response, head, since, onDisk: updated is not null);
    }

    /// <inheritdoc/>
    public async ValueTask<long> PurgeAsync(PurgeScope scope, PurgeMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var hereOnly = _hot.HereOnly(scope).Count;
        var purged = await _disk.PurgeAsync(scope, mode, cancellationToken);
        _hot.Purge(scope, mode);
        return purged + hereOnly;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredResponse> ListAsync(
        PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        foreach (var response in _hot.HereOnly(scope))
        {
            yield return response;
        }

        await foreach (var response in _disk.ListAsync(scope, cancellationToken))
        {
            yield return response;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _disk.DisposeAsync();

    private async ValueTask<IReadOnlyList<StoredResponse>> FindOnDiskAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var version = _hot.VersionOf(key);
        return _hot.Adopt(key, version, await _disk.FindAsync(key, cancellationToken));
    }

    private async ValueTask<IEntryBody?> OpenOnDiskAsync(StoredResponse response, MemoryEntry? entry, CancellationToken cancellationToken)
    {
        var body = IsWorthLoading(response, entry) && _loading.TryAdd(response.Id, value: true)
            ? await LoadAsync(response)
            : await _disk.OpenAsync(response, cancellationToken);
        if (body is null)
        {
            _hot.Forget(response.Key);
        }

        return body;
    }

    // A short body costs one read either way. A longer one streams at first and is loaded when it is asked for again; while one hit
    // loads it the others stream, so that a crowd does not load it many times over.
    private bool IsWorthLoading(StoredResponse response, MemoryEntry? entry)
    {
        if (entry is null || response.BodyLength > _options.MaxMemoryBodyLength)
        {
            return false;
        }

        var again = entry.WasOpened;
        entry.WasOpened = true;
        return again || response.BodyLength <= StoreLimits.StepSize;
    }

    private async ValueTask<IEntryBody?> LoadAsync(StoredResponse response)
    {
        try
        {
            await PoolThread.EnterAsync();
            if (DiskBodies.Load(_disk, EntryName.Of(response)) is not { } content)
            {
                return null;
            }

            _hot.AddContent(response, content);
            return new MemoryEntry(response, content);
        }
        finally
        {
            _loading.TryRemove(response.Id, out _);
        }
    }

    private StoredResponse? PublishInMemory(PurgeTicket ticket, byte[] content, long reserved)
    {
        var draft = ticket.Draft;
        var response = new StoredResponse(
            _ids.Next(), draft.Key, draft.Head, draft.Selecting, draft.Tags, content.Length, MarkedStale: false);
        return _hot.StoredHereOnly(response, content, ticket, reserved);
    }
}
