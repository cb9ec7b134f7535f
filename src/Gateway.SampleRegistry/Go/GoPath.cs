using System.Text;

namespace Gateway.SampleRegistry.Go;

/// <summary>What a GOPROXY path asks of a module.</summary>
internal enum GoQuestion
{
    List,
    Latest,
    Info,
    Mod,
    Zip,
}

/// <summary>A path of the GOPROXY protocol: a module, what is asked of it, and of which version.</summary>
/// <param name="Module">The module path, unescaped.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Version">The version, unescaped; empty for a list or the latest.</param>
internal sealed record GoPath(string Module, GoQuestion Question, string Version)
{
    private const string VersionMark = "/@v/";
    private const string LatestMark = "/@latest";

    /// <summary>Reads a percent-decoded path, without a leading slash; null when it is none of the protocol.</summary>
    public static GoPath? Parse(string path)
    {
        if (path.EndsWith(LatestMark, StringComparison.Ordinal))
        {
            return Create(path[..^LatestMark.Length], GoQuestion.Latest, "");
        }

        var mark = path.LastIndexOf(VersionMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return null;
        }

        var module = path[..mark];
        var file = path[(mark + VersionMark.Length)..];
        var dot = file.LastIndexOf('.');
        return (file, dot < 0 ? "" : file[dot..]) switch
        {
            ("list", _) => Create(module, GoQuestion.List, ""),
            (_, ".info") => Create(module, GoQuestion.Info, file[..dot]),
            (_, ".mod") => Create(module, GoQuestion.Mod, file[..dot]),
            (_, ".zip") => Create(module, GoQuestion.Zip, file[..dot]),
            _ => null,
        };
    }

    private static GoPath? Create(string module, GoQuestion question, string version) =>
        Unescape(module) is { Length: > 0 } modulePath && Unescape(version) is { } name ? new GoPath(modulePath, question, name) : null;

    /// <summary>
    /// Upper-case letters are spelled <c>!</c> and the lower-case letter; an upper-case letter as such is not a valid spelling.
    /// </summary>
    private static string? Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var index = 0; index < escaped.Length; index++)
        {
            var letter = escaped[index];
            if (char.IsAsciiLetterUpper(letter))
            {
                return null;
            }

            if (letter != '!')
            {
                text.Append(letter);
                continue;
            }

            index++;
            if (index == escaped.Length || !char.IsAsciiLetterLower(escaped[index]))
            {
                return null;
            }

            text.Append(char.ToUpperInvariant(escaped[index]));
        }

        return text.ToString();
    }
}
