namespace Gateway.Cli.Doctor;

/// <summary>A setting of a client, and where it stands.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">The variable or file that sets it, or why it is so.</param>
internal sealed record ClientSetting(string Key, string Value, string Source);

/// <summary>The settings of npm and go as these programs put them together themselves.</summary>
internal static class ClientSettings
{
    /// <summary>npm's, the deciding one of each key: variables, then the project's <c>.npmrc</c>, then the user's.</summary>
    public static IReadOnlyList<ClientSetting> OfNpm(ClientSurroundings surroundings)
    {
        const string Prefix = "npm_config_";
        var variables = surroundings.Variables
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && variable.Value.Length > 0)
            .Select(variable => new ClientSetting(
                variable.Key[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), variable.Value, $"the variable {variable.Key}"));
        var userFile = surroundings.First("NPM_CONFIG_USERCONFIG", "npm_config_userconfig")?.Value
            ?? Path.Combine(surroundings.Home, ".npmrc");
        return
        [
            .. variables
                .Concat(OfFile(Path.Combine(ProjectOf(surroundings.WorkingFolder), ".npmrc"), surroundings))
                .Concat(OfFile(userFile, surroundings))
                .DistinctBy(setting => setting.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>One of go's: the variable, else what <c>go env -w</c> wrote; null when neither says anything.</summary>
    public static ClientSetting? OfGo(string name, ClientSurroundings surroundings)
    {
        if (surroundings.First(name) is { } variable)
        {
            return new ClientSetting(name, variable.Value, $"the variable {name}");
        }

        var file = surroundings.First("GOENV")?.Value ?? Path.Combine(surroundings.Home, ".config", "go", "env");
        return OfFile(file, surroundings).FirstOrDefault(setting => setting.Key == name && setting.Value.Length > 0);
    }

    // npm's project is the nearest folder upwards that has a package.json or node_modules; without one, the folder itself.
    private static string ProjectOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "package.json")) || Directory.Exists(Path.Combine(at.FullName, "node_modules")))
            {
                return at.FullName;
            }
        }

        return folder;
    }

    private static IEnumerable<ClientSetting> OfFile(string path, ClientSurroundings surroundings) =>
        from line in ClientSurroundings.Lines(path)
        let trimmed = line.Trim()
        where trimmed.Length > 0 && trimmed[0] is not ('#' or ';' or '[')
        let at = trimmed.IndexOf('=', StringComparison.Ordinal)
        where at > 0
        select new ClientSetting(
            trimmed[..at].Trim(), Expanded(trimmed[(at + 1)..].Trim().Trim('"', '\''), surroundings), path);

    // ${NAME} as npm writes it; an unknown name stays as it is.
    private static string Expanded(string value, ClientSurroundings surroundings)
    {
        for (var start = value.IndexOf("${", StringComparison.Ordinal); start >= 0;)
        {
            var end = value.IndexOf('}', start);
            if (end < 0)
            {
                break;
            }

            var known = surroundings.Variables.TryGetValue(value[(start + 2)..end], out var replacement);
            value = known ? value[..start] + replacement + value[(end + 1)..] : value;
            start = value.IndexOf("${", known ? start + replacement!.Length : end, StringComparison.Ordinal);
        }

        return value;
    }
}
