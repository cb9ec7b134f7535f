namespace Gateway.Cli.Tokens;

/// <summary>
/// The text of a <c>.netrc</c>, which go, curl and git read: words between white space, of which <c>machine NAME</c> begins an entry and
/// <c>default</c> the last one. go takes an entry only when its pairs do not break over lines, so one is written on one line.
/// </summary>
internal static class NetrcText
{
    private const string Machine = "machine";
    private const string Default = "default";
    private const string Macro = "macdef";

    /// <summary>
    /// An entry. The gateway does not look at the login, so that a name which would break into words is replaced.
    /// </summary>
    public static string EntryOf(string machine, string login, string token) =>
        $"{Machine} {machine} login {(IsWord(login) ? login : "gateway")} password {token}";

    /// <summary>The text with the entry in the place of those for the same machine, everything else as it was.</summary>
    /// <param name="text">The text, empty for none.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="entry">The new entry, without a line end.</param>
    public static string With(string text, string machine, string entry)
    {
        var places = PlacesOf(text);
        var old = places.Where(place => place.Kind == Machine && place.Name == machine).ToList();
        var kept = text;
        foreach (var place in Enumerable.Reverse(old))
        {
            kept = kept.Remove(place.Start, place.End - place.Start);
        }

        // Readers stop at "default": what stands behind it is never found.
        var at = old.Count > 0
            ? old[0].Start
            : places.Find(place => place.Kind == Default) is { } last ? last.Start : kept.Length;
        return $"{kept[..at]}{GapBehind(kept[..at], places)}{entry}\n{kept[at..]}";
    }

    private static bool IsWord(string login) =>
        login.Length > 0 && login[0] != '#' && login.All(letter => letter is > ' ' and < '\x7f' and not ('"' or '\\'));

    /// <summary>An entry begins a line, and a macro that nobody has ended (with a blank line) would swallow it.</summary>
    private static string GapBehind(string before, List<Place> places)
    {
        var line = before.Length == 0 || before.EndsWith('\n') ? "" : "\n";
        var isInMacro = places.Exists(place => place.Kind == Macro && place.End == before.Length)
            && !before.EndsWith("\n\n", StringComparison.Ordinal);
        return isInMacro ? line + "\n" : line;
    }

    /// <summary>Where entries, macros and comments stand, in order.</summary>
    private static List<Place> PlacesOf(string text)
    {
        var places = new List<Place>();
        var words = new Words(text);
        while (words.Next() is { } word)
        {
            switch (word.Text)
            {
                case Machine:
                    places.Add(new Place(Machine, words.Next()?.Text ?? "", word.Start, text.Length));
                    break;
                case Default:
                    places.Add(new Place(Default, "", word.Start, text.Length));
                    break;
                case Macro:
                    words.SkipMacro();
                    places.Add(new Place(Macro, "", word.Start, words.At));
                    break;
                case "login" or "password" or "account":
                    words.Next();
                    break;
                case ['#', ..]:
                    // The comment above an entry is that entry's, not the end of the one before.
                    words.SkipLine();
                    places.Add(new Place("#", "", word.Start, words.At));
                    break;
            }
        }

        return [.. places.Select((place, i) => i + 1 < places.Count ? place with { End = places[i + 1].Start } : place)];
    }

    private sealed record Place(string Kind, string Name, int Start, int End);

    private sealed class Words(string text)
    {
        public int At { get; private set; }

        public (string Text, int Start)? Next()
        {
            while (At < text.Length && char.IsWhiteSpace(text[At]))
            {
                At++;
            }

            var start = At;
            while (At < text.Length && !char.IsWhiteSpace(text[At]))
            {
                At++;
            }

            return At == start ? null : (text[start..At], start);
        }

        public void SkipLine()
        {
            var end = text.IndexOf('\n', At);
            At = end < 0 ? text.Length : end + 1;
        }

        /// <summary>A macro ends with a blank line.</summary>
        public void SkipMacro()
        {
            var end = text.IndexOf("\n\n", At, StringComparison.Ordinal);
            At = end < 0 ? text.Length : end + 2;
        }
    }
}
