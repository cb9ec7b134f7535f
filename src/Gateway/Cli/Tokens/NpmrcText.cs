namespace Gateway.Cli.Tokens;

/// <summary>The text of an <c>.npmrc</c>: a setting a line, <c>key=value</c>.</summary>
internal static class NpmrcText
{
    /// <summary>The setting by which npm presents a token to a registry; its path ends with a slash, as npm looks it up.</summary>
    public static string KeyOf(Uri server, string path) => $"//{server.Authority}{path.TrimEnd('/')}/:_authToken";

    /// <summary>The text with settings in the place of those of the same key, everything else as it was.</summary>
    /// <param name="text">The text, empty for none.</param>
    /// <param name="settings">The settings.</param>
    public static string With(string text, IReadOnlyList<(string Key, string Value)> settings)
    {
        var keys = settings.Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);
        var kept = text.Split('\n').Where(line => !keys.Contains(line.Split('=')[0].Trim()));
        var rest = string.Join('\n', kept);
        var gap = rest.Length == 0 || rest.EndsWith('\n') ? "" : "\n";
        return rest + gap + string.Concat(settings.Select(setting => $"{LineOf(setting)}\n"));
    }

    /// <summary>A setting as it stands in the file.</summary>
    public static string LineOf((string Key, string Value) setting) => $"{setting.Key}={setting.Value}";
}
