using System.Globalization;
using System.Runtime.InteropServices;
using Gateway.HttpCache.Policy.Grammar;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCache.Policy.Ranges;

/// <summary>The place of a part within its representation (RFC 9110 §14.4), in bytes, of known complete length.</summary>
/// <param name="First">The first byte, from 0.</param>
/// <param name="Last">The last byte, inclusive; at least <paramref name="First"/>.</param>
/// <param name="CompleteLength">The length of the whole; more than <paramref name="Last"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ContentRange(long First, long Last, long CompleteLength)
{
    private const string Unit = "bytes ";
    private const int MaximumDigits = 18;

    /// <summary>How many bytes the part has.</summary>
    public long Length => Last - First + 1;

    /// <summary>
    /// Reads <c>Content-Range</c>. Null when it is absent, invalid, of another unit, without a range or without the complete length.
    /// </summary>
    /// <param name="values">The field lines; more than one is invalid.</param>
    public static ContentRange? FromField(StringValues values)
    {
        if (values.Count != 1 || values[0] is not { } text || !text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var value = FieldText.Trim(text.AsSpan(Unit.Length));
        var dash = value.IndexOf('-');
        var slash = value.IndexOf('/');
        return dash > 0
            && slash > dash
            && TryNumber(value[..dash], out var first)
            && TryNumber(value[(dash + 1)..slash], out var last)
            && TryNumber(value[(slash + 1)..], out var length)
            && first <= last && last < length
            ? new ContentRange(first, last, length)
            : null;
    }

    /// <summary>The field value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{Last}/{CompleteLength}");

    /// <summary>The field value of a 416 (RFC 9110 §15.5.17).</summary>
    /// <param name="completeLength">The length of the whole.</param>
    public static string Unsatisfied(long completeLength) => string.Create(CultureInfo.InvariantCulture, $"bytes */{completeLength}");

    /// <summary>Whether this part covers all of the other range.</summary>
    /// <param name="first">The other's first byte.</param>
    /// <param name="last">The other's last byte.</param>
    public bool Covers(long first, long last) => First <= first && last <= Last;

    internal static bool TryNumber(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
        }

        return digits.Length is > 0 and <= MaximumDigits
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
