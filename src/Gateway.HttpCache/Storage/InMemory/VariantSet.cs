using System.Collections.Immutable;

namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>All variants of one key, the youngest first. Immutable: a hit hands out its list as it is.</summary>
internal sealed class VariantSet
{
    public VariantSet(ImmutableArray<MemoryEntry> entries)
    {
        Entries = entries.Sort(static (a, b) => b.Response.Head.ResponseTime.CompareTo(a.Response.Head.ResponseTime));
        Responses = [.. Entries.Select(entry => entry.Response)];
        Cost = Entries.Sum(entry => entry.Cost);
    }

    public ImmutableArray<MemoryEntry> Entries { get; }

    public IReadOnlyList<StoredResponse> Responses { get; }

    public long Cost { get; }

    public CacheKey Key => Entries[0].Response.Key;

    /// <summary>Its place in the eviction queue; set once, when the set is put into the tier.</summary>
    public int Handle { get; set; }

    /// <summary>How often it was found; approximate, as hits race.</summary>
    public int Hits { get; set; }

    public MemoryEntry? Of(EntryId id)
    {
        foreach (var entry in Entries)
        {
            if (entry.Response.Id == id)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The variants with an entry added, in the place of the one with the same selecting fields.</summary>
    public static ImmutableArray<MemoryEntry> With(VariantSet? set, MemoryEntry added)
    {
        var others = (set?.Entries ?? []).RemoveAll(entry => SameSelecting(entry.Response, added.Response));
        return others.Insert(0, added);
    }

    /// <summary>The variants with an entry changed; empty when it was the only one and is removed.</summary>
    public ImmutableArray<MemoryEntry> With(EntryId id, MemoryEntry? changed) => changed is null
        ? Entries.RemoveAll(entry => entry.Response.Id == id)
        : [.. Entries.Select(entry => entry.Response.Id == id ? changed : entry)];

    public static bool SameSelecting(StoredResponse one, StoredResponse other) =>
        one.Selecting.AsSpan().SequenceEqual(other.Selecting.AsSpan());
}
