using System.Globalization;
using System.Text;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>Bare items of structured fields (RFC 9651 §4.2.3.1).</summary>
internal static class StructuredItem
{
    private const int IntegerDigits = 15;
    private const int DecimalWholeDigits = 12;
    private const int DecimalFractionDigits = 3;

    /// <summary>Reads one bare item of any type.</summary>
    internal static bool TryRead(ref StructuredReader reader, out StructuredValue value)
    {
        switch (reader.Peek())
        {
            case '-' or (>= '0' and <= '9'):
                return TryNumber(ref reader, out value);
            case '"':
                return TryText(ref reader, out value);
            case '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                value = new StructuredValue(StructuredKind.Token, Text: reader.TakeWhile(IsTokenCharacter).ToString());
                return true;
            case ':':
                return TryByteSequence(ref reader, out value);
            case '?':
                return TryBoolean(ref reader, out value);
            case '@':
                return TryDate(ref reader, out value);
            case '%':
                return TryDisplayText(ref reader, out value);
            default:
                value = default;
                return false;
        }
    }

    private static bool TryNumber(ref StructuredReader reader, out StructuredValue value)
    {
        value = default;
        var negative = reader.TryTake('-');
        var whole = reader.TakeWhile(char.IsAsciiDigit);
        if (whole.IsEmpty || whole.Length > IntegerDigits)
        {
            return false;
        }

        if (reader.TryTake('.'))
        {
            var fraction = reader.TakeWhile(char.IsAsciiDigit);
            value = new StructuredValue(StructuredKind.Decimal, Text: $"{(negative ? "-" : "")}{whole}.{fraction}");
            return whole.Length <= DecimalWholeDigits && fraction.Length is > 0 and <= DecimalFractionDigits;
        }

        var number = long.Parse(whole, CultureInfo.InvariantCulture);
        value = new StructuredValue(StructuredKind.Integer, Integer: negative ? -number : number);
        return true;
    }

    private static bool TryText(ref StructuredReader reader, out StructuredValue value)
    {
        value = default;
        var text = new StringBuilder();
        reader.Take();
        while (!reader.AtEnd)
        {
            var character = reader.Take();
            switch (character)
            {
                case '"':
                    value = new StructuredValue(StructuredKind.Text, Text: text.ToString());
                    return true;
                case '\\' when reader.Peek() is '"' or '\\':
                    text.Append(reader.Take());
                    break;
                case >= ' ' and <= '~' and not '\\':
                    text.Append(character);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool TryByteSequence(ref StructuredReader reader, out StructuredValue value)
    {
        reader.Take();
        var encoded = reader.TakeWhile(static character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '=');
        value = new StructuredValue(StructuredKind.ByteSequence, Text: encoded.ToString());
        return reader.TryTake(':') && IsBase64(encoded);
    }

    // Padding may be left out (§4.2.7).
    private static bool IsBase64(ReadOnlySpan<char> encoded)
    {
        var bare = encoded.TrimEnd('=');
        return bare.IndexOf('=') < 0 && bare.Length % 4 != 1 && encoded.Length - bare.Length <= 2;
    }

    private static bool TryBoolean(ref StructuredReader reader, out StructuredValue value)
    {
        reader.Take();
        var digit = reader.Take();
        value = new StructuredValue(StructuredKind.Boolean, Integer: digit == '1' ? 1 : 0);
        return digit is '0' or '1';
    }

    private static bool TryDate(ref StructuredReader reader, out StructuredValue value)
    {
        reader.Take();
        if (!TryNumber(ref reader, out var number) || number.Kind != StructuredKind.Integer)
        {
            value = default;
            return false;
        }

        value = number with { Kind = StructuredKind.Date };
        return true;
    }

    // %"…" with lower-case percent encoding of UTF-8 (§4.2.10). No directive takes one: it is only checked and passed over.
    private static bool TryDisplayText(ref StructuredReader reader, out StructuredValue value)
    {
        value = new StructuredValue(StructuredKind.DisplayText);
        reader.Take();
        if (!reader.TryTake('"'))
        {
            return false;
        }

        var bytes = new List<byte>();
        while (!reader.AtEnd)
        {
            var character = reader.Take();
            switch (character)
            {
                case '"':
                    return IsUtf8(bytes);
                case '%':
                    if (!TryLowerHex(reader.Take(), out var high) || !TryLowerHex(reader.Take(), out var low))
                    {
                        return false;
                    }

                    bytes.Add((byte)((high << 4) | low));
                    break;
                case >= ' ' and <= '~':
                    bytes.Add((byte)character);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsUtf8(List<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));

    private static bool TryLowerHex(char character, out int nibble)
    {
        nibble = character is >= 'a' and <= 'f' ? character - 'a' + 10 : character - '0';
        return character is (>= '0' and <= '9') or (>= 'a' and <= 'f');
    }

    private static bool IsTokenCharacter(char character) =>
        character is ':' or '/' || FieldText.TokenLength([character]) == 1;
}
