using System.Collections.Immutable;
using System.Globalization;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>Combining partial content (RFC 9111 §3.4, RFC 9110 §15.3.7.3).</summary>
internal static class Combination
{
    /// <summary>
    /// The request for what is missing: null without a strong validator, and for a part from the middle, where two requests or a multipart
    /// answer would be needed and fetching the whole is simpler.
    /// </summary>
    internal static CompletionRequest? Complete(StoredResponse stored)
    {
        if (PartialEntry.PartOf(stored) is not { } part || StrongValidatorOf(stored.Head) is not { } validator)
        {
            return null;
        }

        var end = part.CompleteLength - 1;
        return part switch
        {
            { First: 0 } when part.Last < end => new CompletionRequest(Range($"bytes={part.Last + 1}-"), validator),
            { First: > 0 } when part.Last == end => new CompletionRequest(Range($"bytes=0-{part.First - 1}"), validator),
            _ => null,
        };
    }

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

    private static string? StrongValidatorOf(ResponseHead head) => head.Facts.EntityTag switch
    {
        { Weak: false } tag => tag.ToString(),
        { } => null,
        null => head.Facts.StrongLastModified is { } modified ? HttpDate.Format(modified) : null,
    };

    private static string Range(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
