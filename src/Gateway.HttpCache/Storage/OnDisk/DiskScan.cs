namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Takes into the index what an earlier run left, in the background. Until a folder's turn has come, a lookup finds its key's files there
/// by name and takes them in itself: nobody waits for the scan. What this run writes is in the index at once, so that a folder's names
/// need to be listed only once.
/// </summary>
internal sealed class DiskScan
{
    private readonly DiskStore _store;
    private readonly TimeProvider _time;
    private readonly Lazy<ILookup<UInt128, EntryName>>?[] _listings;
    private volatile bool _stopping;

    public DiskScan(DiskStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _listings = [.. Enumerable.Range(0, EntryName.FolderCount).Select(
            folder => new Lazy<ILookup<UInt128, EntryName>>(() => List(folder)))];
    }

    /// <summary>Completes when the index is complete.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins; called once.</summary>
    public void Start() =>
        Completion = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Ends it where it is.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return Completion;
    }

    /// <summary>Makes sure that the index has all variants of a key.</summary>
    public void Cover(UInt128 key)
    {
        if (Volatile.Read(ref _listings[EntryName.FolderOf(key)]) is { } listing)
        {
            foreach (var name in listing.Value[key])
            {
                Adopt(name);
            }
        }
    }

    private void Run()
    {
        var started = _time.GetTimestamp();
        Guarded(_store.Directory.RemoveLeftovers);
        for (var folder = 0; folder < EntryName.FolderCount; folder++)
        {
            foreach (var name in _listings[folder]!.Value.SelectMany(names => names))
            {
                if (_stopping)
                {
                    return;
                }

                Adopt(name);
            }

            Volatile.Write(ref _listings[folder], null);
        }

        _store.Observer.Scanned(DiskStore.TierName, _store.Index.Count, _store.Index.Bytes, _time.GetElapsedTime(started));
    }

    private void Adopt(EntryName name)
    {
        if (_store.Index.Contains(name) || _store.Files.Read(name) is not { } block)
        {
            return;
        }

        var removed = new List<Removal>();
        var entry = IndexedEntry.Of(block.Response, name, block.FileLength, _store.Scopes.Of(block.Response.Key));
        if (_store.Index.Adopt(entry, removed) && !File.Exists(_store.Files.PathOf(name)))
        {
            // It was evicted or purged between being read and being taken in.
            _store.Index.Remove(name);
        }

        DiskPurge.Finish(_store, removed);
    }

    private ILookup<UInt128, EntryName> List(int folder)
    {
        var names = new List<EntryName>();
        Guarded(() =>
        {
            foreach (var path in Directory.EnumerateFiles(_store.Directory.FolderPath(folder)))
            {
                if (EntryName.Parse(Path.GetFileName(path.AsSpan())) is { } name && name.Folder == folder)
                {
                    names.Add(name);
                    continue;
                }

                // The folders are the store's own; what is no entry there came by accident, and nothing else would ever remove it.
                _store.Observer.Discarded(DiskStore.TierName, EntryDamage.Format, Path.GetFileName(path));
                _store.Files.Delete(path);
            }
        });
        return names.ToLookup(name => name.Key);
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            _store.Health.Count();
        }
    }
}
