namespace Gateway.Configuration.Form;

/// <summary>Which known name a misspelt one probably means.</summary>
internal static class NameSuggestion
{
    /// <summary>The nearest of the names, when it is near enough to be meant; otherwise null.</summary>
    /// <param name="written">The name as written.</param>
    /// <param name="names">The names that exist.</param>
    public static string? For(string written, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Distance: Distance(written, name)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();

        // A third of the letters wrong is still a slip of the pen; more is another word.
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, written.Length / 3) ? nearest.Name : null;
    }

    /// <summary>
    /// How many letters must be put in, taken out, replaced or swapped with their neighbour to get from one name to the other,
    /// without regard to letter case (optimal string alignment).
    /// </summary>
    public static int Distance(string left, string right)
    {
        var (a, b) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Cell(table, a, b, i, j);
            }
        }

        return table[a.Length, b.Length];
    }

    private static int Cell(int[,] table, string a, string b, int i, int j)
    {
        var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var nearest = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(nearest, table[i - 2, j - 2] + 1) : nearest;
    }
}
