using System.Text.RegularExpressions;

namespace Gateway.Tests.HouseRules;

/// <summary>
/// Words and names that must not stand in the tree. Those that this file would itself contain are built from parts.
/// </summary>
internal static partial class WordRule
{
    private static readonly string[] Folders = ["home", "root", "work"];

    private static readonly string[] PublicRegistries =
    [
        "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com", "nuget" + ".org", "proxy.golang" + ".org", "sum.golang" + ".org",
        "goproxy" + ".io", "goproxy" + ".cn", "deb.debian" + ".org", "security.debian" + ".org",
    ];

    private static readonly Regex MachinePath = new(
        $"(?<![A-Za-z0-9_.}}/-])/({string.Join('|', Folders)})/", RegexOptions.Compiled, TimeSpan.FromSeconds(1));

    /// <summary>A header with a key after it; code that recognizes headers has none.</summary>
    private static readonly Regex PrivateKey = new(
        @"PRIVATE " + @"KEY-----(\s|\n|\r|"")*[A-Za-z0-9+/=]{40,}",
        RegexOptions.Compiled | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>A thing without a home shows a missing concept.</summary>
    public static IEnumerable<string> HomelessNames(SourceText file) =>
        (file.IsProduct || file.IsTest) && file.Path.Split('/').Any(part => Homeless().IsMatch(part))
            ? [$"{file.Path}: a name that says nothing; name the concept"]
            : [];

    /// <summary>In the product nothing is left for later, and nothing is silenced without an argument.</summary>
    public static IEnumerable<string> Unfinished(SourceText file) =>
        file.IsProduct
            ? Matches(file, line => Later().IsMatch(line), "nothing is left for later")
            : [];

    public static IEnumerable<string> Silenced(SourceText file) =>
        file.IsCSharp || file.Path.EndsWith(".csproj", StringComparison.Ordinal) || file.Path.EndsWith(".props", StringComparison.Ordinal)
            ? Matches(file, line => Silencer().IsMatch(line), "a warning is heeded, not silenced")
            : [];

    public static IEnumerable<string> MachineDetails(SourceText file) =>
    [
        .. Matches(file, line => MachinePath.IsMatch(line), "an absolute path of somebody's machine"),
        .. Matches(
            file,
            line => PublicRegistries.Any(host => line.Contains(host, StringComparison.OrdinalIgnoreCase)),
            "the host of a public registry"),
        .. PrivateKey.IsMatch(file.Text) ? [$"{file.Path}: a private key"] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Matches(SourceText file, Func<string, bool> isMatch, string what) =>
        file.Lines
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => isMatch(line.Line))
            .Select(line => $"{file.Path}:{line.Number}: {what}");

    [GeneratedRegex(@"^(\w*(Utils?|Utilities|Helpers?)|Common|Internal|Extensions)(\.cs)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Homeless();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b|\bfor now\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Later();

    /// <summary>What stands beside its argument is allowed: a comment after the pragma, a justification of the attribute.</summary>
    [GeneratedRegex(
        @"^\s*#pragma warning disable(?!.*//)|<NoWarn[>]|\[.*SuppressMessage\((?!.*Justification)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Silencer();
}
