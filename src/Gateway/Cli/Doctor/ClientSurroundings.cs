using System.Collections;
using System.Collections.Frozen;

namespace Gateway.Cli.Doctor;

/// <summary>What a client on this machine would find: environment variables and the files in which tools keep their settings.</summary>
/// <param name="Variables">The environment variables, by their exact names.</param>
/// <param name="Home">The user's folder.</param>
/// <param name="WorkingFolder">Where the command runs.</param>
internal sealed record ClientSurroundings(IReadOnlyDictionary<string, string> Variables, string Home, string WorkingFolder)
{
    /// <summary>Those of this process.</summary>
    public static ClientSurroundings OfThisProcess() => new(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Environment.CurrentDirectory);

    /// <summary>The first of these variables that is set to something, with its value.</summary>
    public (string Name, string Value)? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Variables.TryGetValue(name, out var value) && value.Length > 0)
            {
                return (name, value);
            }
        }

        return null;
    }

    /// <summary>The lines of a file; none when it cannot be read.</summary>
    public static IReadOnlyList<string> Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
