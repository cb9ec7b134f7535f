using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>Combining partial content (RFC 9111 §3.4, RFC 9110 §15.3.7.3).</summary>
internal static class Combination
{
    /// <summary>Decides on a received part.</summary>
    internal static CombineVerdict Decide(
        in CacheRequest request, StoredResponse stored, ResponseHead received, CachePolicyOptions options)
    {
        if (PartialEntry.PartOf(stored) is not { } mine || received.Facts.Range is not { } theirs)
        {
            return new CombineVerdict.Refuse(CombineRefusal.NotPartial);
        }

        if (!ShareStrongValidator(stored.Head.Facts, received.Facts))
        {
            return new CombineVerdict.Refuse(CombineRefusal.NoStrongValidator);
        }

        if (mine.CompleteLength != theirs.CompleteLength)
        {
            return new CombineVerdict.Refuse(CombineRefusal.OtherLength);
        }

        if (theirs.First > mine.Last + 1 || mine.First > theirs.Last + 1)
        {
            return new CombineVerdict.Refuse(CombineRefusal.Gap);
        }

        var head = HeadUpdate.Of(stored, received, options).Head;
        if (Storing.RefusalByDirective(request, head.Facts, options) is not null)
        {
            return new CombineVerdict.Refuse(CombineRefusal.NotStorable);
        }

        var union = new ContentRange(Math.Min(mine.First, theirs.First), Math.Max(mine.Last, theirs.Last), mine.CompleteLength);
        var pieces = PiecesOf(mine, theirs);
        return union.Length == union.CompleteLength
            ? new CombineVerdict.Whole(WithRange(head, StatusCodes.Ok, null), pieces)
            : new CombineVerdict.Part(WithRange(head, StatusCodes.PartialContent, union), pieces);
    }

    // What was just received wins where both have the byte: with the same strong validator they are the same.
    private static ImmutableArray<CombinePiece> PiecesOf(ContentRange mine, ContentRange theirs)
    {
        var pieces = ImmutableArray.CreateBuilder<CombinePiece>(3);
        if (mine.First < theirs.First)
        {
            pieces.Add(new CombinePiece(FromStored: true, 0, theirs.First - mine.First));
        }

        pieces.Add(new CombinePiece(FromStored: false, 0, theirs.Length));
        if (mine.Last > theirs.Last)
        {
            pieces.Add(new CombinePiece(FromStored: true, theirs.Last + 1 - mine.First, mine.Last - theirs.Last));
        }

        return pieces.ToImmutable();
    }

    private static ResponseHead WithRange(ResponseHead head, int status, ContentRange? range)
    {
        var fields = head.Fields.Where(static field => !FieldNames.Same(field.Name, FieldNames.ContentRange));
        var all = range is { } place ? fields.Append(new Field(FieldNames.ContentRange, place.ToString())) : fields;
        return head with { Status = status, Fields = new FieldList([.. all]) };
    }

    private static bool ShareStrongValidator(ResponseFacts mine, ResponseFacts theirs) => (mine.EntityTag, theirs.EntityTag) switch
    {
        ({ } one, { } other) => one.StrongEquals(other),
        (null, null) => mine.StrongLastModified is { } modified && modified == theirs.StrongLastModified,
        _ => false,
    };
}
