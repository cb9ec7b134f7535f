using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Entries on disk, one file each, that survive a restart and a kill. Reads go to the file each time: memory holds an index of some
/// two hundred bytes to an entry, the page cache does the rest. A fault of the medium ends storing, not serving, until a probe succeeds.
/// </summary>
public sealed class DiskStore : ICacheStore, IEntryLosses
{
    internal const string TierName = "disk";

    private readonly DiskStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly EntryIds _ids = new();
    private volatile DiskScan _scan;
    private volatile bool _ours;

    private DiskStore(DiskStoreOptions options, TimeProvider time, IStoreObserver observer)
    {
        _options = options;
        _time = time;
        Observer = observer;
        Index = new DiskIndex(options.Capacity);
        Directory = new DiskDirectory(options.Directory, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        Health = new MediumHealth(TierName, observer, time, Probe);
        Files = new EntryFiles(Directory, Health, this);
        _scan = new DiskScan(this, time);
    }

    /// <inheritdoc/>
    public PurgeMark Mark => Ledger.Mark;

    /// <inheritdoc/>
    public IReadOnlyList<TierStatistics> Statistics =>
    [
        new TierStatistics(
            TierName, Index.Count, Index.Bytes, _options.Capacity, Index.Evictions, Health.Faults, Health.IsAvailable),
    ];

    /// <summary>
    /// Completes when everything that an earlier run left is known. Lookups need not wait for it; counts and listings are complete
    /// then.
    /// </summary>
    public Task Scanned => _scan.Completion;

    internal IStoreObserver Observer { get; }

    internal DiskIndex Index { get; }

    internal DiskDirectory Directory { get; }

    internal MediumHealth Health { get; }

    internal EntryFiles Files { get; }

    internal ScopeNumbers Scopes { get; } = new();

    /// <summary>
    /// Opens a store and begins to look at what an earlier run left. Never fails for the medium: a directory that cannot be used
    /// is told to the observer and tried again from time to time.
    /// </summary>
    /// <param name="options">Place and limits.</param>
    /// <param name="time">Measures the pauses between tries, and how long a reader of a growing entry stands still.</param>
    /// <param name="observer">Hears of faults and evictions; null for nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above 0.</exception>
    public static DiskStore Open(DiskStoreOptions options, TimeProvider time, IStoreObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Capacity <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Capacity, "The capacity must be above 0 bytes.");
        }

        var store = new DiskStore(options, time, observer ?? SilentStoreObserver.Instance);
        store.Begin();
        return store;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredResponse>> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return KnowsNothingOf(key) ? new([]) : ReadAsync(key);
    }

    /// <summary>Whether a lookup would find nothing, known without touching the disk. False when the scan has not told yet.</summary>
    internal bool KnowsNothingOf(CacheKey key) => !_ours || (_scan.Completion.IsCompleted && !Index.MayHave(EntryName.HashOf(key)));

    private async ValueTask<IReadOnlyList<StoredResponse>> ReadAsync(CacheKey key)
    {
        await PoolThread.EnterAsync();
        var hash = EntryName.HashOf(key);
        _scan.Cover(hash);
        Index.Touch(hash);
        return
        [
            .. Index.Peek(hash).Select(Read).OfType<StoredResponse>()
                .Where(response => response.Key.Equals(key))
                .OrderByDescending(response => response.Head.ResponseTime),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<IEntryBody?> OpenAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        await PoolThread.EnterAsync();
        return DiskBodies.Open(this, EntryName.Of(response));
    }

    /// <inheritdoc/>
    public ValueTask<IEntryWriter?> CreateAsync(EntryDraft draft, CancellationToken cancellationToken) => new(Create(draft));

    /// <inheritdoc/>
    public async ValueTask<StoredResponse?> UpdateAsync(
        StoredResponse response, ResponseHead head, PurgeMark since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        await PoolThread.EnterAsync();
        var name = EntryName.Of(response);
        var block = Files.Rewrite(name, current => Ledger.Since(since, current) switch
        {
            _ when !Index.Contains(name) => null,
            PurgeMode.Hard => null,
            var purged => current with { Head = head, MarkedStale = purged == PurgeMode.Soft },
        });
        if (block is null)
        {
            return null;
        }

        var removed = new List<Removal>();
        var kept = Index.Replace(IndexedEntry.Of(block.Response, name, block.FileLength, Scopes.Of(response.Key)), removed);
        DiskPurge.Finish(this, removed);
        if (!kept)
        {
            // Purged or evicted meanwhile, and perhaps brought back by a rewrite beside.
            Files.Delete(name);
        }

        return kept ? block.Response : null;
    }

    /// <inheritdoc/>
    public async ValueTask<long> PurgeAsync(PurgeScope scope, PurgeMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await PoolThread.EnterAsync();
        if (scope is PurgeScope.OfKey one)
        {
            var hash = EntryName.HashOf(one.Key);
            _scan.Cover(hash);
            return Ledger.Record(scope, mode) + DiskPurge.Apply(this, Index.Peek(hash), mode);
        }

        // What the index does not know yet cannot be chosen from it; the scan takes seconds at the start of a process.
        await _scan.Completion.WaitAsync(cancellationToken);
        await PoolThread.EnterAsync();
        var purged = Ledger.Record(scope, mode);
        return purged + DiskPurge.Apply(this, DiskPurge.Covered(this, scope), mode);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredResponse> ListAsync(
        PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await PoolThread.EnterAsync();
        foreach (var entry in Index.Where(DiskSelection.Of(scope, Scopes).MayCover))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(entry) is { } response && scope.Covers(response.Key, response.Tags))
            {
                yield return response;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Health.Dispose();
        await _scan.StopAsync();
        Directory.Dispose();
    }

    void IEntryLosses.Missing(EntryName name) => Index.Remove(name);

    void IEntryLosses.Damaged(EntryName name, EntryDamage damage)
    {
        Index.Remove(name);
        Files.Delete(name);
        Observer.Discarded(TierName, damage, name.ToString());
    }

    internal void Damaged(EntryName name) => ((IEntryLosses)this).Damaged(name, EntryDamage.Body);

    /// <summary>Whether it takes entries now.</summary>
    internal bool IsAvailable => _ours && Health.IsAvailable;

    internal PurgeLedger Ledger { get; } = new();

    /// <summary>Removes a variant that another tier has replaced.</summary>
    internal void RemoveVariant(EntryName name)
    {
        _scan.Cover(name.Key);
        DiskPurge.Remove(this, Index.Peek(name.Key).FindAll(entry => entry.Name.Selecting == name.Selecting));
    }

    /// <summary>Begins an entry; null when it is known that it cannot be stored.</summary>
    internal DiskEntryWriter? Create(EntryDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var limit = Math.Min(draft.MaxLength, _options.MaxBodyLength);
        return IsAvailable
            && !(draft.ExpectedLength > limit)
            && DiskWeight.Fits(EntryFormat.FramedLength(draft.ExpectedLength ?? 0), _options.Capacity)
            ? new DiskEntryWriter(this, draft, Ledger.Open(draft), limit, _ids.Next(), _time)
            : null;
    }

    /// <summary>Sets room aside and removes what is evicted for it.</summary>
    internal bool Reserve(long bytes)
    {
        var removed = new List<Removal>();
        var reserved = Index.Reserve(bytes, removed);
        DiskPurge.Finish(this, removed);
        return reserved;
    }

    /// <summary>Makes a published file findable, unless a purge came first.</summary>
    internal StoredResponse? Add(StoredResponse response, EntryName name, long fileLength, long reserved, PurgeTicket ticket)
    {
        _scan.Cover(name.Key);
        var removed = new List<Removal>();
        var entry = IndexedEntry.Of(response, name, fileLength, Scopes.Of(response.Key));
        var added = Index.Add(entry, reserved, removed, () => ticket.Mode != PurgeMode.Hard);
        DiskPurge.Finish(this, removed);
        if (!added)
        {
            Files.Delete(name);
            return null;
        }

        if (ticket.Mode != PurgeMode.Soft || response.MarkedStale)
        {
            return response;
        }

        DiskPurge.Mark(this, [entry]);
        return response with { MarkedStale = true };
    }

    // The index hears of a soft purge before the file does.
    private StoredResponse? Read(IndexedEntry entry) =>
        Files.Read(entry.Name)?.Response is { } response ? response with { MarkedStale = response.MarkedStale || entry.Stale } : null;

    private void Begin()
    {
        try
        {
            Directory.Prepare();
            _ours = true;
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            // What can be read is served, unless another process may change it at any time.
            _ours = cause is not DirectoryInUseException;
            Health.Fail(cause);
        }

        if (_ours)
        {
            _scan.Start();
        }
    }

    private void Probe()
    {
        if (Directory.Prepare())
        {
            Index.Clear();
            _ = _scan.StopAsync();
            _scan = new DiskScan(this, _time);
            _ours = true;
            _scan.Start();
        }

        Directory.TryWrite();
    }
}
