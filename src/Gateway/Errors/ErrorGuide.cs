using System.Reflection;
using System.Text.RegularExpressions;

namespace Gateway.Errors;

/// <summary>What <c>docs/errors.md</c> says about an error code. The page travels in the executable.</summary>
internal static partial class ErrorGuide
{
    private const string Resource = "errors.md";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Sections = new(Read);

    /// <summary>The section of a code, as plain lines; null when it has none.</summary>
    public static string? Of(string code) => Sections.Value.GetValueOrDefault(code);

    private static Dictionary<string, string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The executable was built without {Resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Split("\n## ", StringSplitOptions.None)
            .Skip(1)
            .Select(section => section.Split('\n', 2))
            .ToDictionary(section => section[0].Trim(), section => Plain(section[1]), StringComparer.Ordinal);
    }

    // The page is written for browsers and editors; a terminal and a page of ours need neither its emphasis nor its line breaks.
    private static string Plain(string section) => string.Join(
        ' ',
        Markup().Replace(section, "${text}")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Emphasis, and links to other pages.</summary>
    [GeneratedRegex(
        @"(?<mark>\*\*?)(?<text>[^*]+)\k<mark>|\[(?<text>[^\]]+)\]\([^)]+\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();
}
