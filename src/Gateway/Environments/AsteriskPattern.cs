namespace Gateway.Environments;

/// <summary>A text in which <c>*</c> stands for any run of characters, and everything else for itself.</summary>
internal static class AsteriskPattern
{
    /// <summary>Whether the text is one of those meant. Takes time linear in text times pattern, whatever they hold.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase)
    {
        var (at, inPattern) = (0, 0);
        var (resumeText, resumePattern) = (-1, -1);
        while (at < text.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                // Only the last asterisk has to be tried again: whatever an earlier one could take more, this one can take too.
                (resumeText, resumePattern) = (at, ++inPattern);
            }
            else if (inPattern < pattern.Length && Same(pattern[inPattern], text[at], ignoreCase))
            {
                (at, inPattern) = (at + 1, inPattern + 1);
            }
            else if (resumePattern >= 0)
            {
                (at, inPattern) = (++resumeText, resumePattern);
            }
            else
            {
                return false;
            }
        }

        return pattern[inPattern..].TrimStart('*').IsEmpty;
    }

    private static bool Same(char left, char right, bool ignoreCase) =>
        left == right || (ignoreCase && char.ToLowerInvariant(left) == char.ToLowerInvariant(right));
}
