using Gateway.HttpCache.Storage.Eviction;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// Which entries there are, what they weigh and which to give up next; some two hundred bytes to an entry, in arrays rather than objects.
/// Says what becomes of files, but does not touch them. Thread-safe.
/// </summary>
internal sealed class DiskIndex(long capacity)
{
    private const int None = EntryTable.None;

    private readonly Lock _gate = new();
    private readonly long _room = capacity - DiskWeight.OfFolders;
    private S3Fifo _queue = new(capacity);
    private EntryTable _table = new();
    private long _reserved;
    private long _evictions;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>What entries and bodies on their way take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _queue.Bytes + _reserved;
            }
        }
    }

    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>Counts a hit that another tier answered.</summary>
    public void Touch(UInt128 key)
    {
        lock (_gate)
        {
            for (var row = _table.First(key); row != None; row = _table.Next(row))
            {
                if (_table[row].Name.Key == key)
                {
                    _queue.Touch(row);
                }
            }
        }
    }

    /// <summary>The variants of a key, without counting.</summary>
    public List<IndexedEntry> Peek(UInt128 key)
    {
        lock (_gate)
        {
            var found = new List<IndexedEntry>();
            for (var row = _table.First(key); row != None; row = _table.Next(row))
            {
                if (_table[row].Name.Key == key)
                {
                    found.Add(_table[row]);
                }
            }

            return found;
        }
    }

    /// <summary>Whether there may be a variant of the key; another key can look the same here.</summary>
    public bool MayHave(UInt128 key)
    {
        lock (_gate)
        {
            return _table.First(key) != None;
        }
    }

    public bool Contains(EntryName name)
    {
        lock (_gate)
        {
            return _table.RowOf(name) != None;
        }
    }

    /// <summary>All entries that a test chooses.</summary>
    public List<IndexedEntry> Where(Predicate<IndexedEntry> test)
    {
        lock (_gate)
        {
            var found = new List<IndexedEntry>();
            for (var row = 0; row < _queue.HandleBound; row++)
            {
                if (_table.IsUsed(row) && test(_table[row]))
                {
                    found.Add(_table[row]);
                }
            }

            return found;
        }
    }

    /// <summary>
    /// Sets bytes aside; names what has to be removed for them. False when they cannot be had, and nothing has to be removed.
    /// </summary>
    public bool Reserve(long bytes, List<Removal> removed)
    {
        lock (_gate)
        {
            if (_reserved + bytes > _room)
            {
                return false;
            }

            _reserved += bytes;
            MakeRoom(removed);
            return true;
        }
    }

    public void Release(long bytes)
    {
        lock (_gate)
        {
            _reserved -= bytes;
        }
    }

    /// <summary>
    /// Takes in an entry that was written, in the place of the variant with the same selecting fields, and gives back what was reserved.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="reserved">What was reserved for it.</param>
    /// <param name="removed">Receives what has to be removed: the entry replaced, variants beyond the limit.</param>
    /// <param name="permitted">Asked under the index's lock whether the entry may still be taken in.</param>
    public bool Add(IndexedEntry entry, long reserved, List<Removal> removed, Func<bool> permitted)
    {
        lock (_gate)
        {
            _reserved -= reserved;
            if (!permitted())
            {
                return false;
            }

            RemoveVariants(entry.Name, removed);
            Insert(entry, proven: false);
            MakeRoom(removed);
            return true;
        }
    }

    /// <summary>
    /// Takes in an entry that an earlier run left, unless it is known. It has proven itself by surviving. When a variant with the same
    /// selecting fields is there (a crash came between writing the new and removing the old), the younger stays.
    /// </summary>
    public bool Adopt(IndexedEntry entry, List<Removal> removed)
    {
        lock (_gate)
        {
            if (_table.RowOf(entry.Name) != None)
            {
                return false;
            }

            for (var row = _table.First(entry.Name.Key); row != None; row = _table.Next(row))
            {
                var other = _table[row];
                if (SameVariant(other.Name, entry.Name) && other.ResponseTicks >= entry.ResponseTicks)
                {
                    removed.Add(new Removal(entry, Reason: null));
                    return false;
                }
            }

            RemoveVariants(entry.Name, removed);
            Insert(entry, proven: true);
            MakeRoom(removed);
            return true;
        }
    }

    /// <summary>Replaces what is known of an entry; false when it is not there.</summary>
    public bool Replace(IndexedEntry entry, List<Removal> removed)
    {
        lock (_gate)
        {
            var row = _table.RowOf(entry.Name);
            if (row == None)
            {
                return false;
            }

            _table.Set(row, entry);
            _queue.Resize(row, DiskWeight.Of(entry.FileLength));
            MakeRoom(removed);
            return _table.RowOf(entry.Name) != None;
        }
    }

    /// <summary>Marks an entry stale, ahead of its file.</summary>
    public void MarkStale(EntryName name)
    {
        lock (_gate)
        {
            var row = _table.RowOf(name);
            if (row != None)
            {
                _table.Set(row, _table[row] with { Stale = true });
            }
        }
    }

    /// <summary>Takes an entry out; false when it was not in.</summary>
    public bool Remove(EntryName name)
    {
        lock (_gate)
        {
            var row = _table.RowOf(name);
            if (row != None)
            {
                Delete(row);
            }

            return row != None;
        }
    }

    /// <summary>Forgets every entry, after the medium has lost them.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queue = new S3Fifo(capacity);
            _table = new EntryTable();
        }
    }

    private static bool SameVariant(EntryName one, EntryName other) => one.Key == other.Key && one.Selecting == other.Selecting;

    private void MakeRoom(List<Removal> removed)
    {
        while (_queue.Bytes + _reserved > _room && _queue.Victim() is { } victim)
        {
            removed.Add(new Removal(_table[victim], EvictionReason.Room));
            _evictions++;
            Delete(victim);
        }
    }

    private void RemoveVariants(EntryName name, List<Removal> removed)
    {
        int oldest = None, count = 0;
        for (int row = _table.First(name.Key), next; row != None; row = next)
        {
            next = _table.Next(row);
            if (SameVariant(_table[row].Name, name))
            {
                removed.Add(new Removal(_table[row], Reason: null));
                Delete(row);
            }
            else if (_table[row].Name.Key == name.Key)
            {
                count++;
                oldest = oldest == None || _table[row].ResponseTicks < _table[oldest].ResponseTicks ? row : oldest;
            }
        }

        if (count >= StoreLimits.MaxVariants)
        {
            removed.Add(new Removal(_table[oldest], EvictionReason.Variants));
            _evictions++;
            Delete(oldest);
        }
    }

    private void Insert(IndexedEntry entry, bool proven)
    {
        var fingerprint = (ulong)entry.Name.Key ^ entry.Name.Selecting;
        _table.Insert(_queue.Add(fingerprint, DiskWeight.Of(entry.FileLength), proven), entry);
    }

    private void Delete(int row)
    {
        _table.Delete(row);
        _queue.Remove(row);
    }
}
