namespace Gateway.Telemetry;

/// <summary>The request target as a log may show it.</summary>
internal static class AccessTarget
{
    /// <summary>How much of a target a line shows; a longer one is a mistake or an attack and would only fill the disk.</summary>
    private const int Longest = 512;

    /// <summary>The target without its query (which may hold a secret), cut to a bounded length.</summary>
    public static string WithoutQuery(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var length = Math.Min(query < 0 ? target.Length : query, Longest);
        return length == target.Length ? target : target[..length];
    }
}
