namespace Gateway.Registries;

/// <summary>Reads single parameters of a raw query.</summary>
internal static class QueryText
{
    /// <summary>
    /// The unescaped value of the first parameter of that name; null where there is none, empty where it has no value. A stray percent
    /// sign stands for itself, as every server reads it in a query.
    /// </summary>
    /// <param name="query">The query as received, with or without its question mark.</param>
    /// <param name="name">
    /// The unescaped name. Letter case does not matter: a parameter that some server would honour must not be missed.
    /// </param>
    public static string? Value(string query, string name)
    {
        var rest = query.AsSpan().TrimStart('?');
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            var equals = pair.IndexOf('=');
            if (Unescape(equals < 0 ? pair : pair[..equals]).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return equals < 0 ? "" : Unescape(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    private static string Unescape(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
