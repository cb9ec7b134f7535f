using System.Text;

namespace Gateway.Registries.Go;

/// <summary>
/// Go's case encoding: an upper-case letter is <c>!</c> and the lower-case one, so that paths survive file systems that fold case.
/// </summary>
internal static class GoCase
{
    /// <summary>
    /// Undoes the encoding; false where a <c>!</c> has no lower-case letter after it, or an upper-case letter stands unencoded.
    /// </summary>
    public static bool TryUnescape(string escaped, out string text)
    {
        text = escaped;
        if (!escaped.AsSpan().ContainsAnyInRange('A', 'Z') && !escaped.Contains('!', StringComparison.Ordinal))
        {
            return true;
        }

        var result = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '!')
            {
                i++;
                if (i == escaped.Length || !char.IsAsciiLetterLower(escaped[i]))
                {
                    return false;
                }

                result.Append((char)(escaped[i] - 'a' + 'A'));
                continue;
            }

            if (char.IsAsciiLetterUpper(escaped[i]))
            {
                return false;
            }

            result.Append(escaped[i]);
        }

        text = result.ToString();
        return true;
    }
}
