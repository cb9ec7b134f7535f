using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.Security.Attacks;

/// <summary>
/// The tables of attacks: a name, what it gets, and what is sent, with <c>\r \n \t \0 \uXXXX \\</c> for what cannot stand there.
/// </summary>
internal static partial class AttackRow
{
    /// <summary>As long as a request line may not be.</summary>
    private const int TooLong = 17 * 1024;

    public static TheoryData<string, string, string> Read(string file)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "Gateway.IntegrationTests", "Security", "Attacks", file);
        var rows = new TheoryData<string, string, string>();
        foreach (var parts in File.ReadLines(path).Select(line => line.Split('\t')))
        {
            rows.Add(parts[0], parts[1], parts[2]);
        }

        return rows;
    }

    public static string Unescape(string text) => Escape().Replace(text, match => match.Value switch
    {
        @"\r" => "\r",
        @"\n" => "\n",
        @"\t" => "\t",
        @"\0" => "\0",
        @"\\" => @"\",
        "\\\"" => "\"",
        "{17k}" => new string('a', TooLong),
        var code => ((char)int.Parse(code.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
    });

    [GeneratedRegex(@"\\u[0-9a-f]{4}|\\[rnt0\\""]|\{17k\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();
}
