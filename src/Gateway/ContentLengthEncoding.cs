using System.Buffers;
using System.Text;

namespace Gateway;

/// <summary>
/// The octets of a Content-Length, which are digits and nothing else (RFC 9110 §8.6). The server reads the decoded text as a number, and
/// by itself takes signs and control characters around it, which a proxy before the gateway may have read differently; a text of more
/// than 20 characters would break the connection with an exception. What is no length decodes to what is no number: a bad request.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    /// <summary>The only one.</summary>
    public static readonly ContentLengthEncoding Instance = new();

    /// <summary>As many as the greatest 64-bit number has; the server sees to it that the number itself fits.</summary>
    private const int MostDigits = 19;

    private const char NoDigit = 'x';

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private ContentLengthEncoding()
    {
    }

    /// <inheritdoc/>
    public override int GetCharCount(ReadOnlySpan<byte> bytes) => IsLength(bytes) ? bytes.Length : 1;

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (IsLength(bytes))
        {
            return Latin1.GetChars(bytes, chars);
        }

        chars[0] = NoDigit;
        return 1;
    }

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => Math.Max(1, byteCount);

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    private static bool IsLength(ReadOnlySpan<byte> bytes) => bytes.Length is > 0 and <= MostDigits && !bytes.ContainsAnyExcept(Digits);
}
