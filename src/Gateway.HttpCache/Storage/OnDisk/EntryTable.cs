using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>
/// A hash table of entries by key, whose rows are the handles of the eviction queue. Variants of a key, and whatever else falls into its
/// bucket, are chained through the rows. Not thread-safe.
/// </summary>
internal sealed class EntryTable
{
    public const int None = -1;

    private const int FirstSize = 64;

    private Row[] _rows = new Row[FirstSize];
    private int[] _buckets = NewBuckets(FirstSize);
    private int _count;

    public IndexedEntry this[int row] => _rows[row].Entry;

    public bool IsUsed(int row) => row < _rows.Length && _rows[row].Entry.Traits is not null;

    /// <summary>The first row of the chain in which the variants of a key are.</summary>
    public int First(UInt128 key) => BucketOf(key);

    public int Next(int row) => _rows[row].Next;

    public int RowOf(EntryName name)
    {
        var row = First(name.Key);
        while (row != None && _rows[row].Entry.Name != name)
        {
            row = _rows[row].Next;
        }

        return row;
    }

    /// <summary>Replaces the entry of a row by another of the same name.</summary>
    public void Set(int row, IndexedEntry entry) => _rows[row].Entry = entry;

    public void Insert(int row, IndexedEntry entry)
    {
        if (row >= _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(row + 1, _rows.Length + (_rows.Length / 2)));
        }

        _rows[row].Entry = entry;
        Link(row);
        if (++_count > _buckets.Length)
        {
            Rehash();
        }
    }

    public void Delete(int row)
    {
        ref var link = ref BucketOf(_rows[row].Entry.Name.Key);
        while (link != row)
        {
            link = ref _rows[link].Next;
        }

        link = _rows[row].Next;
        _rows[row] = default;
        _count--;
    }

    private static int[] NewBuckets(int count)
    {
        var buckets = new int[count];
        Array.Fill(buckets, None);
        return buckets;
    }

    private void Rehash()
    {
        _buckets = NewBuckets(_buckets.Length * 2);
        for (var row = 0; row < _rows.Length; row++)
        {
            if (IsUsed(row))
            {
                Link(row);
            }
        }
    }

    private void Link(int row)
    {
        ref var bucket = ref BucketOf(_rows[row].Entry.Name.Key);
        _rows[row].Next = bucket;
        bucket = row;
    }

    private ref int BucketOf(UInt128 key) => ref _buckets[(int)((ulong)(key >> 64) % (ulong)_buckets.Length)];

    [StructLayout(LayoutKind.Auto)]
    private struct Row
    {
        public IndexedEntry Entry;
        public int Next;
    }
}
