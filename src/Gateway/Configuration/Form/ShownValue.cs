using System.Buffers;

namespace Gateway.Configuration.Form;

/// <summary>How a value of the configuration stands in a fault: never one that could be a secret, and never more than a line.</summary>
internal static class ShownValue
{
    /// <summary>Long enough for any value that is a setting; a longer one is something pasted by mistake.</summary>
    private const int Longest = 80;

    private static readonly SearchValues<char> AfterAuthority = SearchValues.Create("/?# '\"");

    private static readonly string[] SecretWords = ["authorization", "secret", "password", "token", "credential", "hash", "key"];

    /// <summary>The value in quotes, or words that stand for it.</summary>
    /// <param name="path">The path of the value: a name in it tells whether the value may be shown.</param>
    /// <param name="value">The value as written.</param>
    public static string Of(string path, string value)
    {
        if (Array.Exists(SecretWords, word => path.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return "the value (not shown, as it may be a secret)";
        }

        var line = new string([.. WithoutUserInformation(value).Select(character => char.IsControl(character) ? ' ' : character)]);
        return line.Length <= Longest ? $"'{line}'" : $"'{line[..Longest]}...'";
    }

    /// <summary>The text without <c>user:password@</c> in the URLs that it holds (RFC 3986 §3.2.1).</summary>
    public static string WithoutUserInformation(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        var authority = start + 3;
        var end = text.AsSpan(authority).IndexOfAny(AfterAuthority);
        var at = (end < 0 ? text.AsSpan(authority) : text.AsSpan(authority, end)).LastIndexOf('@');
        var rest = text[(authority + at + 1)..];
        return text[..authority] + (at < 0 ? "" : "***@") + WithoutUserInformation(rest);
    }
}
