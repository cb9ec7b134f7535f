using Gateway.Configuration.Form;

namespace Gateway.Configuration.Rules;

/// <summary>The sentence about a name that nothing carries.</summary>
internal static class Dangling
{
    /// <summary>Says which name is missing, what was probably meant, or where it would have to be written.</summary>
    /// <param name="what">What the name should name.</param>
    /// <param name="written">The name.</param>
    /// <param name="known">The names that exist.</param>
    /// <param name="section">The section that holds them.</param>
    public static string Name(string what, string written, IReadOnlyCollection<string> known, string section)
    {
        var remedy = NameSuggestion.For(written, known) is { } meant
            ? $"did you mean '{meant}'?"
            : known.Count == 0 ? $"{section} is empty." : $"{section} has {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
        return $"There is no {what} '{written}'; {remedy}";
    }
}
