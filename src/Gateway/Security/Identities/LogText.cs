namespace Gateway.Security.Identities;

/// <summary>A name that a stranger chose, as it may stand in a log line or in an answer.</summary>
internal static class LogText
{
    /// <summary>Longer than any name that means something to a reader.</summary>
    private const int Longest = 128;

    /// <summary>The text in one line of bounded length.</summary>
    public static string Of(string text)
    {
        var shown = text.Length <= Longest ? text : text[..Longest];
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter)) : shown;
    }
}
