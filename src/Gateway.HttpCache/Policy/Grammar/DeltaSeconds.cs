namespace Gateway.HttpCache.Policy.Grammar;

/// <summary>A non-negative number of seconds (RFC 9111 §1.2.2).</summary>
internal static class DeltaSeconds
{
    /// <summary>What a number too large to matter counts as: 68 years.</summary>
    internal const long Maximum = 2_147_483_648;

    /// <summary>Reads digits only; a sign, a fraction or anything else makes it invalid. Never overflows.</summary>
    internal static bool TryParse(ReadOnlySpan<char> value, out long seconds)
    {
        seconds = 0;
        foreach (var digit in value)
        {
            if (!char.IsAsciiDigit(digit))
            {
                seconds = 0;
                return false;
            }

            seconds = Math.Min((seconds * 10) + (digit - '0'), Maximum);
        }

        return value.Length > 0;
    }
}
