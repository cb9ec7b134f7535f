using System.Collections.Frozen;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// The conditions of a validation request (RFC 9111 §4.3.1). Both null: there is nothing to validate with, fetch the whole.
/// </summary>
/// <param name="IfNoneMatch">The entity tags of what is stored.</param>
/// <param name="IfModifiedSince">The date of what is stored.</param>
public sealed record UpstreamConditions(string? IfNoneMatch, string? IfModifiedSince)
{
    // A field of about 2 KiB; the youngest variants are named first, and an entry not named is fetched anew, which is correct.
    private const int MaximumTags = 32;

    /// <summary>No conditions.</summary>
    public static UpstreamConditions None { get; } = new(null, null);

    /// <summary>
    /// The fields of a client's request that a fetch for the cache does not carry: they speak of what the client has, and the answer is to
    /// serve every client. Its own conditions and ranges are evaluated on what the cache then has.
    /// </summary>
    public static FrozenSet<string> ReplacedFields { get; } = FrozenSet.ToFrozenSet(
        [FieldNames.IfNoneMatch, FieldNames.IfModifiedSince, FieldNames.IfRange, FieldNames.Range],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is a condition.</summary>
    public bool Any => IfNoneMatch is not null || IfModifiedSince is not null;

    internal static UpstreamConditions Of(StoredResponse? selected, IReadOnlyList<StoredResponse> stored)
    {
        var facts = selected?.Head.Facts;
        if (facts is { EntityTag: null })
        {
            // A server that sees entity tags ignores the date (RFC 9110 §13.1.3), so an entry without one must be asked about alone.
            return new UpstreamConditions(null, LastModifiedOf(selected!));
        }

        var tags = TagsOf(selected, stored);
        var alone = facts is not null && tags.Count == 1;
        return new UpstreamConditions(tags.Count == 0 ? null : string.Join(", ", tags), alone ? LastModifiedOf(selected!) : null);
    }

    // As received, not reformatted: servers compare it as text.
    private static string? LastModifiedOf(StoredResponse stored) =>
        stored.Head.Facts.LastModified is null ? null : stored.Head.Fields[FieldNames.LastModified][0];

    private static List<string> TagsOf(StoredResponse? selected, IReadOnlyList<StoredResponse> stored)
    {
        var tags = new List<string>();
        Add(tags, selected);
        foreach (var entry in stored)
        {
            // The tag of a part would let a 304 stand for bytes that are not here (§4.3.2).
            if (!entry.Head.Facts.IsPartial && tags.Count < MaximumTags)
            {
                Add(tags, entry);
            }
        }

        return tags;
    }

    private static void Add(List<string> tags, StoredResponse? entry)
    {
        if (entry?.Head.Facts.EntityTag?.ToString() is { } tag && !tags.Contains(tag, StringComparer.Ordinal))
        {
            tags.Add(tag);
        }
    }
}
