namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>What an entry takes of memory, heads included: many entries are smaller than their heads.</summary>
internal static class EntryCost
{
    // Sizes of a 64-bit runtime: an object's header and method table; a string's also has length and terminator.
    private const int ObjectSize = 16;
    private const int StringSize = 22;
    private const int ReferenceSize = 8;

    // The entry, its response, head, key and field list, its node in the dictionary, its slot in the queue.
    private const int FixedSize = 480;

    /// <summary>The cost of everything but the body.</summary>
    public static long OfHead(CacheKey key, ResponseHead head, IEnumerable<SelectingField> selecting, IEnumerable<string> tags)
    {
        var size = (long)FixedSize + Of(key.Target) + Of(key.Environment) + Of(key.Repository) + Of(key.Authority);
        size += key.Extra.Sum(Of) + tags.Sum(Of);
        foreach (var field in head.Fields)
        {
            size += Of(field.Name) + Of(field.Value) + (2 * ReferenceSize);
        }

        return size + selecting.Sum(field => Of(field.Name) + Of(field.Value) + (2 * ReferenceSize));
    }

    /// <summary>The cost of a response without its body.</summary>
    public static long OfHead(StoredResponse response) => OfHead(response.Key, response.Head, response.Selecting, response.Tags);

    /// <summary>The cost of a body that is held.</summary>
    public static long OfBody(long length) => length + ObjectSize + ReferenceSize;

    private static long Of(string? text) => text is null ? 0 : ReferenceSize + Aligned(StringSize + (2L * text.Length));

    private static long Aligned(long size) => (size + 7) & ~7L;
}
