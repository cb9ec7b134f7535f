namespace Gateway.Registries.NuGet;

/// <summary>NuGet's package ids and versions: letter case does not matter, and ids may hold letters of any script.</summary>
internal static class NuGetId
{
    /// <summary>The longest id that NuGet takes.</summary>
    public const int MaxLength = 100;

    /// <summary>The longest version that NuGet takes.</summary>
    private const int MaxVersionLength = 64;

    /// <summary>Whether it is an id: letters, digits and underscores, with single dots and dashes between them.</summary>
    public static bool IsValid(string id)
    {
        if (id.Length is 0 or > MaxLength)
        {
            return false;
        }

        var separated = true;
        foreach (var character in id)
        {
            var separator = character is '.' or '-';
            if ((separator && separated) || (!separator && character != '_' && !char.IsLetterOrDigit(character)))
            {
                return false;
            }

            separated = separator;
        }

        return !separated;
    }

    /// <summary>Whether it is a version: it begins with a digit and holds only the characters of SemVer 2.</summary>
    public static bool IsVersion(string version)
    {
        if (version.Length is 0 or > MaxVersionLength || !char.IsAsciiDigit(version[0]))
        {
            return false;
        }

        foreach (var character in version)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The canonical form of an id or a version.</summary>
    public static string Canonical(string text) => text.ToLowerInvariant();
}
