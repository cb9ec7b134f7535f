using System.Buffers;

namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>The characters of field values (RFC 9110 §5.6).</summary>
internal static class FieldText
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Whether the value is a token (§5.6.2).</summary>
    internal static bool IsToken(ReadOnlySpan<char> value) => !value.IsEmpty && TokenLength(value) == value.Length;

    /// <summary>The length of the token that the value begins with; 0 when it does not begin with one.</summary>
    internal static int TokenLength(ReadOnlySpan<char> value)
    {
        var end = value.IndexOfAnyExcept(TokenCharacters);
        return end < 0 ? value.Length : end;
    }

    /// <summary>The value without optional white space (§5.6.3) around it.</summary>
    internal static ReadOnlySpan<char> Trim(ReadOnlySpan<char> value) => value.Trim(" \t");

    /// <summary>Whether the character is optional white space.</summary>
    internal static bool IsSpace(char character) => character is ' ' or '\t';
}
