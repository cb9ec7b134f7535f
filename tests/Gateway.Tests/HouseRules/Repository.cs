using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Xunit;

namespace Gateway.Tests.HouseRules;

/// <summary>The files that are, or are about to be, under version control.</summary>
public sealed class Repository : IAsyncLifetime
{
    private IReadOnlyList<SourceText> _files = [];

    internal IReadOnlyList<SourceText> Files => _files;

    internal IEnumerable<SourceText> CSharp => _files.Where(file => file.IsCSharp);

    internal IEnumerable<SourceText> Product => CSharp.Where(file => file.IsProduct);

    public async ValueTask InitializeAsync()
    {
        var git = RequiredTool.Find("git", "install git");
        var command = new ToolCommand(git, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        {
            WorkingFolder = RepositoryRoot.Path,
        };
        var listing = (await ToolProcess.RunAsync(command)).MustSucceed().Output;
        _files =
        [
            .. listing.TrimEnd('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(path => File.Exists(RepositoryRoot.Of(path)))
                .Select(path => new SourceText(path, File.ReadAllText(RepositoryRoot.Of(path)))),
        ];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Fails with all that is wrong at once.</summary>
    internal static void MustBeEmpty(IEnumerable<string> violations, string rule)
    {
        var all = violations.ToList();
        if (all.Count > 0)
        {
            Assert.Fail($"{rule}\n  {string.Join("\n  ", all)}");
        }
    }
}
