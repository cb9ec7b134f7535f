namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>Entries that hold a part of a representation (RFC 9111 §3.3).</summary>
internal static class PartialEntry
{
    /// <summary>Whether the request is for one range that lies wholly within the stored part.</summary>
    internal static bool CanAnswer(in CacheRequest request, StoredResponse stored, DateTimeOffset now)
    {
        if (!request.HasRange || PartOf(stored) is not { } part)
        {
            return false;
        }

        var selection = RangeSelection.Of(request, stored, part.CompleteLength, now);
        if (selection.Kind != RangeKind.Satisfiable)
        {
            return false;
        }

        foreach (var range in selection.Ranges)
        {
            if (!part.Covers(range.First, range.Last))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The part that an entry holds; null when its body has not the length that its field announces.</summary>
    internal static ContentRange? PartOf(StoredResponse stored) =>
        stored.Head.Facts.Range is { } part && part.Length == stored.BodyLength ? part : null;
}
