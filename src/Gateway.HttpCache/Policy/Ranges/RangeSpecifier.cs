using System.Collections.Immutable;
using Gateway.HttpCache.Policy.Grammar;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>Reads the <c>Range</c> field (RFC 9110 §14.1.1, §14.2).</summary>
internal static class RangeSpecifier
{
    private const string Unit = "bytes=";

    /// <summary>
    /// The ranges asked for that the representation has, in the order asked for. False when the field is to be ignored: another unit, or
    /// anything in it that is no range.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<char> value, long completeLength, out ImmutableArray<ByteRange> ranges, out int asked)
    {
        asked = 0;
        ranges = [];
        var trimmed = FieldText.Trim(value);
        if (!trimmed.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var found = ImmutableArray.CreateBuilder<ByteRange>();
        foreach (var member in new ListMembers(trimmed[Unit.Length..]))
        {
            if (!TryMember(member, completeLength, out var range))
            {
                return false;
            }

            asked++;
            if (range is { } satisfiable)
            {
                found.Add(satisfiable);
            }
        }

        ranges = found.ToImmutable();
        return asked > 0;
    }

    private static bool TryMember(ReadOnlySpan<char> member, long completeLength, out ByteRange? range)
    {
        range = null;
        var dash = member.IndexOf('-');
        if (dash < 0)
        {
            return false;
        }

        return dash == 0 ? TrySuffix(member[1..], completeLength, out range) : TryFromFirst(member, dash, completeLength, out range);
    }

    // -5: the last five bytes, or everything when there are fewer; -0 is no bytes at all and so not satisfiable.
    private static bool TrySuffix(ReadOnlySpan<char> digits, long completeLength, out ByteRange? range)
    {
        range = null;
        if (!TryPosition(digits, out var suffix))
        {
            return false;
        }

        if (suffix > 0 && completeLength > 0)
        {
            range = new ByteRange(Math.Max(0, completeLength - suffix), completeLength - 1);
        }

        return true;
    }

    private static bool TryFromFirst(ReadOnlySpan<char> member, int dash, long completeLength, out ByteRange? range)
    {
        range = null;
        var open = dash == member.Length - 1;
        var last = long.MaxValue;
        if (!TryPosition(member[..dash], out var first) || (!open && !TryPosition(member[(dash + 1)..], out last)) || last < first)
        {
            return false;
        }

        if (first < completeLength)
        {
            range = new ByteRange(first, Math.Min(last, completeLength - 1));
        }

        return true;
    }

    // Positions beyond what a file can have are valid and simply too far.
    private static bool TryPosition(ReadOnlySpan<char> digits, out long position)
    {
        position = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            position = position > (long.MaxValue - 9) / 10 ? long.MaxValue : (position * 10) + (digit - '0');
        }

        return digits.Length > 0;
    }
}
