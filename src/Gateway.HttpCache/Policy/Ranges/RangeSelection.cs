using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>What comes of a request's <c>Range</c>.</summary>
public enum RangeKind
{
    /// <summary>There is none, or it is ignored: the whole is sent.</summary>
    Whole,

    /// <summary>At least one range can be sent: 206.</summary>
    Satisfiable,

    /// <summary>None of the ranges lies within the representation: 416.</summary>
    NotSatisfiable,
}

/// <summary>Why a <c>Range</c> is ignored (RFC 9110 §14.2). Each has one name in <see cref="ReasonName"/>.</summary>
public enum RangeRefusal
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Another unit than bytes, or no valid set of ranges.</summary>
    Invalid,

    /// <summary><c>If-Range</c> names another representation (§13.1.5).</summary>
    IfRange,

    /// <summary>More ranges than any honest client asks for.</summary>
    TooMany,

    /// <summary>More than two ranges overlap.</summary>
    Overlapping,

    /// <summary>The representation is empty.</summary>
    Empty,
}

/// <summary>The ranges to send.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RangeSelection
{
    // Resuming and seeking take one or two; PDF readers ask for a few dozen. Beyond that it is an attack (RFC 9110 §17.15).
    private const int MaximumRanges = 32;

    private RangeSelection(RangeKind kind, ImmutableArray<ByteRange> ranges, RangeRefusal refusal)
    {
        Kind = kind;
        Ranges = ranges;
        Refusal = refusal;
    }

    /// <summary>Send the whole.</summary>
    public static RangeSelection Whole { get; } = new(RangeKind.Whole, [], RangeRefusal.None);

    /// <summary>What comes of it.</summary>
    public RangeKind Kind { get; }

    /// <summary>The ranges, in the order asked for; none overlap.</summary>
    public ImmutableArray<ByteRange> Ranges { get; }

    /// <summary>Why the field was ignored.</summary>
    public RangeRefusal Refusal { get; }

    /// <summary>Evaluates <c>Range</c> and <c>If-Range</c> against a stored response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The stored response.</param>
    /// <param name="completeLength">The length of the whole representation.</param>
    /// <param name="now">The present moment, for two-digit years.</param>
    public static RangeSelection Of(in CacheRequest request, StoredResponse stored, long completeLength, DateTimeOffset now)
    {
        if (!request.HasRange)
        {
            return Whole;
        }

        var lines = request.Fields[FieldNames.Range];
        if (lines.Count != 1 || !RangeSpecifier.TryRead(lines[0], completeLength, out var ranges, out var asked))
        {
            return Ignore(RangeRefusal.Invalid);
        }

        if (!IfRangeHolds(request, stored.Head.Facts, now))
        {
            return Ignore(RangeRefusal.IfRange);
        }

        if (asked > MaximumRanges)
        {
            return Ignore(RangeRefusal.TooMany);
        }

        return ranges.IsEmpty ? Unsatisfied(lines[0], completeLength) : Coalesce(ranges);
    }

    private static RangeSelection Ignore(RangeRefusal refusal) => new(RangeKind.Whole, [], refusal);

    // The last bytes of nothing are nothing: satisfiable by §14.1.2, but no Content-Range can say it.
    private static RangeSelection Unsatisfied(string? value, long completeLength) =>
        completeLength == 0 && value!.Contains("=-", StringComparison.Ordinal) && !value.Contains("=-0", StringComparison.Ordinal)
            ? Ignore(RangeRefusal.Empty)
            : new RangeSelection(RangeKind.NotSatisfiable, [], RangeRefusal.None);

    // Two that overlap become one (§15.3.7.2 allows it); more than two are "egregious" (§14.2).
    private static RangeSelection Coalesce(ImmutableArray<ByteRange> ranges)
    {
        var joined = ImmutableArray.CreateBuilder<ByteRange>(ranges.Length);
        var overlaps = 0;
        foreach (var range in ranges)
        {
            var place = IndexOfOverlap(joined, range);
            if (place < 0)
            {
                joined.Add(range);
                continue;
            }

            if (++overlaps > 1)
            {
                return Ignore(RangeRefusal.Overlapping);
            }

            joined[place] = joined[place].Join(range);
        }

        return HasOverlap(joined)
            ? Ignore(RangeRefusal.Overlapping)
            : new RangeSelection(RangeKind.Satisfiable, joined.DrainToImmutable(), RangeRefusal.None);
    }

    private static int IndexOfOverlap(ImmutableArray<ByteRange>.Builder ranges, ByteRange range)
    {
        for (var index = 0; index < ranges.Count; index++)
        {
            if (ranges[index].Overlaps(range))
            {
                return index;
            }
        }

        return -1;
    }

    // A joined range may have grown into a third one.
    private static bool HasOverlap(ImmutableArray<ByteRange>.Builder ranges)
    {
        for (var index = 0; index < ranges.Count; index++)
        {
            for (var other = index + 1; other < ranges.Count; other++)
            {
                if (ranges[index].Overlaps(ranges[other]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Strong comparison only, of an entity tag or of a date (§13.1.5).
    private static bool IfRangeHolds(in CacheRequest request, ResponseFacts facts, DateTimeOffset now)
    {
        var values = request.Fields[FieldNames.IfRange];
        if (values.Count == 0)
        {
            return true;
        }

        var value = FieldText.Trim(values[0]);
        if (values.Count == 1 && HttpDate.TryParse(value, now, out var date))
        {
            return facts.StrongLastModified == date;
        }

        return values.Count == 1 && facts.EntityTag is { } tag && tag.StrongEquals(EntityTag.Parse(value));
    }
}
