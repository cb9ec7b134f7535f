namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>How entries leave a disk store, or lose their freshness.</summary>
internal static class DiskPurge
{
    /// <summary>The entries that a scope covers; a file is opened only where the index cannot tell.</summary>
    public static List<IndexedEntry> Covered(DiskStore store, PurgeScope scope)
    {
        var selection = DiskSelection.Of(scope, store.Scopes);
        var entries = store.Index.Where(selection.MayCover);
        return selection.IsCertain ? entries : entries.FindAll(entry =>
            store.Files.Read(entry.Name)?.Response is { } response && scope.Covers(response.Key, response.Tags));
    }

    /// <summary>Removes the files of entries that have left the index.</summary>
    public static void Finish(DiskStore store, List<Removal> removed)
    {
        foreach (var (entry, reason) in removed)
        {
            store.Files.Delete(entry.Name);
            if (reason is { } because)
            {
                store.Observer.Evicted(DiskStore.TierName, because, DiskWeight.Of(entry.FileLength));
            }
        }
    }

    /// <summary>Purges entries; returns how many.</summary>
    public static long Apply(DiskStore store, List<IndexedEntry> entries, PurgeMode mode) =>
        mode == PurgeMode.Hard ? Remove(store, entries) : Mark(store, entries);

    public static long Remove(DiskStore store, List<IndexedEntry> entries)
    {
        var removed = 0L;
        foreach (var entry in entries.Where(entry => store.Index.Remove(entry.Name)))
        {
            store.Files.Delete(entry.Name);
            removed++;
        }

        return removed;
    }

    public static long Mark(DiskStore store, List<IndexedEntry> entries)
    {
        // In the index first, where it takes effect for all at once; then in the files, where it survives.
        entries.ForEach(entry => store.Index.MarkStale(entry.Name));
        foreach (var entry in entries)
        {
            store.Files.Rewrite(entry.Name, response => response.MarkedStale ? null : response with { MarkedStale = true });
        }

        return entries.Count;
    }
}
