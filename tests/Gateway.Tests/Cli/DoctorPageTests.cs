using System.Text.RegularExpressions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>What the doctor can find, and the page that explains it.</summary>
public sealed partial class DoctorPageTests
{
    /// <summary>The name of every finding that is not good, as it stands behind its weight in the sources of the checks.</summary>
    public static TheoryData<string> Codes =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src/Gateway/Cli/Doctor"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Finding_ThatIsNotGood_IsExplainedOnThePage(string code) => Assert.Contains(
        $"`{code}`", File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/doctor.md")), StringComparison.Ordinal);

    [Fact]
    public void Codes_OfTheSources_AreFound() => Assert.True(Codes.Count > 40, $"Only {Codes.Count} were found.");

    [GeneratedRegex(
        @"(FindingWeight\.(Fault|Warning|Note)|bypass|new|Fault)[,(]\s*""(?<code>[a-z]+(-[a-z]+)*)"",",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
