using System.CommandLine;
using Gateway.Cli;
using Gateway.Cli.Reference;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>Every command as its help and the documents show it.</summary>
public sealed class HelpTests
{
    private static readonly RootCommand Root = CommandLine.Root((_, _) => Task.FromResult(0));

    /// <summary>The words of every command that users see.</summary>
    public static TheoryData<string> Commands => [.. CommandPage.Below(Root).Select(CommandExamples.WordsOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_AskedForHelp_DescribesItselfWithExamples(string words)
    {
        var result = await CommandResult.OfAsync([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (result.Status, result.Error));
        Assert.Contains("Description:", result.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[[--]", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_InTheDocuments_HasASection(string words)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/commands.md"));

        Assert.Contains($" gateway {words}".TrimEnd() + "\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOption_InEveryCommand_IsDescribed() => Assert.All(
        CommandPage.Below(Root).SelectMany(command => command.Options),
        option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));

    [Theory]
    [InlineData("gateway ca", "cache")]
    [InlineData("gateway cache pu", "purge")]
    [InlineData("gateway doctor --to", "--token-file")]
    [InlineData("gateway completion z", "zsh")]
    public async Task LineBegun_AskedForSuggestions_GivesThem(string line, string expected)
    {
        var result = await CommandResult.OfAsync($"[suggest:{line.Length}]", line);

        Assert.Equal((0, expected), (result.Status, result.Output.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _gateway gateway")]
    [InlineData("zsh", "#compdef gateway")]
    [InlineData("fish", "complete -c gateway")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName gateway")]
    public async Task Shell_AskedForCompletion_GivesItsScript(string shell, string expected)
    {
        var result = await CommandResult.OfAsync("completion", shell);

        Assert.Equal(0, result.Status);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShellUnknown_AskedForCompletion_IsWrongUsage()
    {
        var result = await CommandResult.OfAsync("completion", "tcsh");

        Assert.Equal(2, result.Status);
        Assert.Contains("'tcsh' is not a shell this knows; write one of bash, zsh, fish, pwsh.", result.Error, StringComparison.Ordinal);
    }
}
