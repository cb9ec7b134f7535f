namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Takes into the index what an earlier run left, in the background. Until a folder's turn has come, a lookup finds its key's files there
/// by name and takes them in itself: nobody waits for the scan.
/// </summary>
internal sealed class DiskScan(DiskStore store, TimeProvider time)
{
    private readonly bool[] _covered = new bool[EntryName.FolderCount];
    private volatile bool _stopping;

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
        if (Volatile.Read(ref _covered[EntryName.FolderOf(key)]))
        {
            return;
        }

        foreach (var file in Files(EntryName.FolderOf(key), EntryName.BeginningOf(key) + "*"))
        {
            Adopt(file);
        }
    }

    private void Run()
    {
        var started = time.GetTimestamp();
        Guarded(store.Directory.RemoveLeftovers);
        for (var folder = 0; folder < EntryName.FolderCount; folder++)
        {
            foreach (var file in Files(folder, "*"))
            {
                if (_stopping)
                {
                    return;
                }

                Adopt(file);
            }

            Volatile.Write(ref _covered[folder], true);
        }

        store.Observer.Scanned(DiskStore.TierName, store.Index.Count, store.Index.Bytes, time.GetElapsedTime(started));
    }

    private void Adopt(string path)
    {
        if (EntryName.Parse(Path.GetFileName(path.AsSpan())) is not { } name || name.Folder != FolderOf(path))
        {
            // The folders are the store's own; what is no entry there came by accident, and nothing else would ever remove it.
            store.Observer.Discarded(DiskStore.TierName, EntryDamage.Format, Path.GetFileName(path));
            store.Files.Delete(path);
            return;
        }

        if (store.Index.Contains(name) || store.Files.Read(name) is not { } block)
        {
            return;
        }

        var removed = new List<Removal>();
        var entry = IndexedEntry.Of(block.Response, name, block.FileLength, store.Scopes.Of(block.Response.Key));
        if (store.Index.Adopt(entry, removed) && !File.Exists(path))
        {
            // It was evicted or purged between being read and being taken in.
            store.Index.Remove(name);
        }

        DiskPurge.Finish(store, removed);
    }

    private static int FolderOf(string path) =>
        int.TryParse(
            Path.GetFileName(Path.GetDirectoryName(path.AsSpan())),
            System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture,
            out var folder) ? folder : -1;

    private List<string> Files(int folder, string pattern)
    {
        var files = new List<string>();
        Guarded(() => files.AddRange(Directory.EnumerateFiles(store.Directory.FolderPath(folder), pattern)));
        return files;
    }

    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception cause) when (DiskFault.IsFault(cause))
        {
            store.Health.Count();
        }
    }
}
