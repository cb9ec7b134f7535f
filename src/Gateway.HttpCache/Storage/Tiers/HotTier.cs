using Gateway.HttpCache.Storage.InMemory;
using Gateway.HttpCache.Storage.OnDisk;

namespace Gateway.HttpCache.Storage.Tiers;

/// <summary>
/// What memory holds of a disk store: for a hot key the heads of all its variants, and those bodies that are short enough. Also entries
/// that the disk could not take. Every change names the versions that guard it, see <see cref="KeyVersions"/>.
/// </summary>
internal sealed class HotTier(MemoryTier memory, DiskStore disk, long maxBodyLength)
{
    // The disk's queue must know what memory answers for it, or it would evict the most wanted. Its counter ends at three.
    private const int HitsTold = 3;
    private const int HitsBetweenTelling = 16;

    private readonly KeyVersions _versions = new();

    public MemoryTier Memory => memory;

    /// <summary>The set of a key, counted as a hit in both tiers.</summary>
    public VariantSet? Find(CacheKey key)
    {
        var set = memory.Find(key);
        if (set is not null && (++set.Hits <= HitsTold || set.Hits % HitsBetweenTelling == 0))
        {
            disk.Index.Touch(EntryName.HashOf(key));
        }

        return set;
    }

    public (long Epoch, long Version) VersionOf(CacheKey key)
    {
        lock (memory.Gate)
        {
            return _versions.Of(key);
        }
    }

    /// <summary>Takes in what a lookup found on disk, unless the key has changed since.</summary>
    /// <returns>What the lookup's caller gets.</returns>
    public IReadOnlyList<StoredResponse> Adopt(CacheKey key, (long Epoch, long Version) version, IReadOnlyList<StoredResponse> found)
    {
        lock (memory.Gate)
        {
            if (memory.Peek(key) is { } present)
            {
                return present.Responses;
            }

            if (found.Count > 0 && _versions.Of(key) == version)
            {
                memory.Put(key, [.. found.Select(response => new MemoryEntry(response, content: null))]);
            }

            return found;
        }
    }

    /// <summary>Takes in the body of an entry whose head is here.</summary>
    public void AddContent(StoredResponse response, byte[] content)
    {
        lock (memory.Gate)
        {
            if (memory.Peek(response.Key) is { } set && set.Of(response.Id) is { Content: null } entry)
            {
                memory.Put(response.Key, set.With(response.Id, new MemoryEntry(entry.Response, content)));
            }
        }
    }

    /// <summary>Takes in an entry that was stored on disk just now.</summary>
    public StoredResponse? Stored(StoredResponse response, byte[]? content, PurgeTicket ticket)
    {
        lock (memory.Gate)
        {
            _versions.Change(response.Key);
            if (ticket.Mode == PurgeMode.Hard)
            {
                return null;
            }

            var current = ticket.Mode == PurgeMode.Soft ? response with { MarkedStale = true } : response;
            var set = memory.Peek(response.Key);
            if (set is not null || disk.Index.Peek(EntryName.HashOf(response.Key)).Count == 1)
            {
                memory.Put(response.Key, VariantSet.With(set, new MemoryEntry(current, content?.Length <= maxBodyLength ? content : null)));
            }

            return current;
        }
    }

    /// <summary>Takes in an entry that the disk did not take; its older variant there is not to come back.</summary>
    public StoredResponse? StoredHereOnly(StoredResponse response, byte[] content, PurgeTicket ticket, long reserved)
    {
        lock (memory.Gate)
        {
            memory.Release(reserved);
            _versions.Change(response.Key);
            if (ticket.Mode == PurgeMode.Hard)
            {
                return null;
            }

            var current = response with { MarkedStale = ticket.Mode == PurgeMode.Soft };
            var entries = VariantSet.With(memory.Peek(response.Key), new MemoryEntry(current, content));
            if (!memory.Put(response.Key, entries))
            {
                return null;
            }

            response = current;
        }

        disk.RemoveVariant(EntryName.Of(response));
        return response;
    }

    /// <summary>
    /// Takes in an updated head; where the disk no longer has the entry but memory has it whole, memory alone is updated.
    /// </summary>
    public StoredResponse? Updated(StoredResponse response, ResponseHead head, PurgeMark since, bool onDisk)
    {
        lock (memory.Gate)
        {
            _versions.Change(response.Key);
            var purged = disk.Ledger.Since(since, response);
            var set = memory.Peek(response.Key);
            var entry = set?.Of(response.Id);
            var updated = response with { Head = head, MarkedStale = purged == PurgeMode.Soft };
            if (purged == PurgeMode.Hard || (!onDisk && entry?.Content is null))
            {
                memory.Put(response.Key, []);
                return null;
            }

            if (entry is not null)
            {
                memory.Put(response.Key, set!.With(response.Id, new MemoryEntry(updated, entry.Content)));
            }

            return updated;
        }
    }

    /// <summary>Forgets a key whose entry turned out to be gone from disk.</summary>
    public void Forget(CacheKey key)
    {
        lock (memory.Gate)
        {
            _versions.Change(key);
            memory.Put(key, []);
        }
    }

    public void Purge(PurgeScope scope, PurgeMode mode)
    {
        lock (memory.Gate)
        {
            _versions.ChangeAll();
            memory.Purge(scope, mode);
        }
    }

    /// <summary>The entries of a scope that memory has and the disk has not.</summary>
    public List<StoredResponse> HereOnly(PurgeScope scope)
    {
        lock (memory.Gate)
        {
            return [.. memory.Covered(scope).Where(response => !disk.Index.Contains(EntryName.Of(response)))];
        }
    }
}
