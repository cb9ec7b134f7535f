using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Ranges;

namespace Gateway.HttpCache.Policy;

/// <summary>The fields of answers that are not the stored response as it is.</summary>
internal static class AnswerFields
{
    // Representation metadata that a 304 leaves out (RFC 9110 §15.4.5), and that a 206 leaves out when If-Range shows that the client
    // already has it (§15.3.7). Content-Location, Date, ETag, Vary, Cache-Control and Expires always go.
    private static readonly FrozenSet<string> RepresentationFields = FrozenSet.ToFrozenSet(
        ["Content-Type", "Content-Encoding", "Content-Language", "Content-Length", "Content-Range", "Content-MD5", "Digest", "Repr-Digest"],
        StringComparer.OrdinalIgnoreCase);

    // An error that the cache makes itself must not look cacheable to the next cache.
    private static readonly FrozenSet<string> NotSatisfiableFields = FrozenSet.ToFrozenSet(
        ["Date", "ETag", "Last-Modified", "Vary", "Accept-Ranges"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The fields of a 304. <c>Last-Modified</c> goes only where there is no entity tag to validate with.</summary>
    internal static FieldList OfNotModified(ResponseHead head)
    {
        var hasTag = head.Facts.EntityTag is not null;
        return Where(head.Fields, field =>
            !RepresentationFields.Contains(field.Name) && !(hasTag && FieldNames.Same(field.Name, FieldNames.LastModified)));
    }

    /// <summary>The fields of a 206 with one range or, when there are several, of the multipart that holds them.</summary>
    internal static FieldList OfPartial(in CacheRequest request, ResponseHead head, Field range)
    {
        var known = request.Fields[FieldNames.IfRange].Count > 0;
        var kept = Where(head.Fields, field =>
            !FieldNames.Same(field.Name, FieldNames.ContentRange)
            && !FieldNames.Same(field.Name, range.Name)
            && !(known && (RepresentationFields.Contains(field.Name) || FieldNames.Same(field.Name, FieldNames.LastModified))));
        return new FieldList([.. kept, range]);
    }

    /// <summary>The fields of a 416 (RFC 9110 §15.5.17).</summary>
    internal static FieldList OfNotSatisfiable(StoredResponse stored)
    {
        var kept = Where(stored.Head.Fields, static field => NotSatisfiableFields.Contains(field.Name));
        return new FieldList([.. kept, new Field(FieldNames.ContentRange, ContentRange.Unsatisfied(Answering.CompleteLengthOf(stored)))]);
    }

    private static FieldList Where(FieldList fields, Func<Field, bool> condition)
    {
        var kept = ImmutableArray.CreateBuilder<Field>(fields.Count);
        foreach (var field in fields)
        {
            if (condition(field))
            {
                kept.Add(field);
            }
        }

        return new FieldList(kept.DrainToImmutable());
    }
}
