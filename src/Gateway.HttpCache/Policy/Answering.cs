using Gateway.HttpCache.Policy.Grammar;
using Gateway.HttpCache.Policy.Ranges;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy;

/// <summary>Evaluating a client's conditions and ranges on a stored response (RFC 9111 §4.3.2, RFC 9110 §13.2.2).</summary>
internal static class Answering
{
    /// <summary>Decides on the form of the answer.</summary>
    internal static AnswerVerdict Decide(in CacheRequest request, StoredResponse stored, DateTimeOffset now)
    {
        // Preconditions and ranges are ignored unless the answer without them were a success (RFC 9110 §13.2.1, §14.2).
        if (!(request.HasConditions || request.HasRange) || !StatusCodes.IsSuccessful(stored.Head.Status))
        {
            return new AnswerVerdict(AnswerKind.Whole, RangeSelection.Whole);
        }

        if (request.HasConditions && IsNotModified(request.Fields, stored.Head.Facts, now))
        {
            return new AnswerVerdict(AnswerKind.NotModified, RangeSelection.Whole);
        }

        return stored.Head.Status is StatusCodes.Ok or StatusCodes.PartialContent
            ? OfRanges(RangeSelection.Of(request, stored, CompleteLengthOf(stored), now))
            : new AnswerVerdict(AnswerKind.Whole, RangeSelection.Whole);
    }

    /// <summary>The length of the whole representation, also where only a part of it is stored.</summary>
    internal static long CompleteLengthOf(StoredResponse stored) => stored.Head.Facts.Range?.CompleteLength ?? stored.BodyLength;

    private static AnswerVerdict OfRanges(RangeSelection ranges) => ranges.Kind switch
    {
        RangeKind.Satisfiable => new AnswerVerdict(AnswerKind.Partial, ranges),
        RangeKind.NotSatisfiable => new AnswerVerdict(AnswerKind.RangeNotSatisfiable, ranges),
        _ => new AnswerVerdict(AnswerKind.Whole, ranges),
    };

    // If-None-Match takes precedence; If-Modified-Since then is not even looked at (RFC 9110 §13.1.3).
    private static bool IsNotModified(IFieldSource request, ResponseFacts facts, DateTimeOffset now)
    {
        var tags = request[FieldNames.IfNoneMatch];
        if (tags.Count > 0)
        {
            return IsAnyTag(tags) || facts.EntityTag?.IsNamedBy(tags) == true;
        }

        var since = request[FieldNames.IfModifiedSince];
        return since.Count == 1
            && HttpDate.TryParse(FieldText.Trim(since[0]), now, out var date)
            && (facts.LastModified ?? facts.Date) <= date;
    }

    // "*" matches whatever is stored, with an entity tag or without.
    private static bool IsAnyTag(StringValues tags) => tags.Count == 1 && FieldText.Trim(tags[0]) is "*";
}
