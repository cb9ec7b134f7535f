using System.Text.RegularExpressions;
using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Configuration;

/// <summary>Settings that people have or copy: those of earlier releases, of the deployment files, of the documents.</summary>
public sealed partial class WrittenSettingsTests
{
    /// <summary>Every such file.</summary>
    public static TheoryData<string> Files =>
    [
        .. new[] { "tests/Gateway.Tests/Configuration/Releases", "deploy" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(RepositoryRoot.Path, folder), "*.json", SearchOption.AllDirectories))
            .Where(file => !file.Contains("grafana", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void FileOfSettings_ReadByThisRelease_HasNoFaultOfForm(string file) =>
        MustBeReadable(Path.Combine(RepositoryRoot.Path, file));

    [Fact]
    public void SettingsInTheDocuments_ReadByThisRelease_HaveNoFaultOfForm()
    {
        using var folder = new TempFolder();
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/tasks/nexus.md"));

        MustBeReadable(folder.Write("documented.json", JsonBlock().Match(page).Groups["json"].Value));
    }

    // Whether certificates load and placeholders are filled in is not asked: those are of the place where a file is used.
    private static void MustBeReadable(string file)
    {
        var reading = ConfigurationSources.Create([file], []).Read(new ConfigurationReader([]));

        Assert.True(
            reading is ConfigurationReading.Valid,
            string.Join('\n', (reading as ConfigurationReading.Faulty)?.Faults.Select(fault => fault.ToString()) ?? []));
    }

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JsonBlock();
}
