using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Configuration;
using Gateway.Registries.Names;
using Xunit;

namespace Gateway.Tests.Registries.Names;

public sealed class PrivateNamesTests
{
    [Theory]
    [InlineData("@corp/*", "@corp/app", true)]
    [InlineData("@corp/*", "@CORP/App", true)]
    [InlineData("@corp", "@corp/app", true)]
    [InlineData("@corp", "@corporate/app", false)]
    [InlineData("@corp/*", "@corporate/app", false)]
    [InlineData("@corp/*", "corp", false)]
    [InlineData("@corp*", "@corporate/app", true)]
    [InlineData("@corp/tool-*", "@corp/tool-x", true)]
    [InlineData("@corp/tool-*", "@corp/app", false)]
    [InlineData("internal-*", "internal-", true)]
    [InlineData("internal-*", "@x/internal-a", false)]
    [InlineData("*-internal", "a-b-internal", true)]
    [InlineData("*-internal", "a-internal-b", false)]
    [InlineData("a*b*c", "axbxbxc", true)]
    [InlineData("a*b*c", "axbxbx", false)]
    [InlineData("exact", "exact", true)]
    [InlineData("exact", "exactly", false)]
    [InlineData("*", "@any/thing", true)]
    public void NpmPattern_Matched_IsAGlobOverTheWholeName(string pattern, string name, bool matches) =>
        Assert.Equal(matches, PrivateNames.Compile(RepositoryFormat.Npm, [pattern]).Matches(name));

    [Theory]
    [InlineData("git.corp.example", "git.corp.example", true)]
    [InlineData("git.corp.example", "git.corp.example/a/b/v2", true)]
    [InlineData("git.corp.example/", "git.corp.example/a", true)]
    [InlineData("git.corp.example", "git.corp.example.evil.org/a", false)]
    [InlineData("*.corp.example", "git.corp.example/a", true)]
    [InlineData("*.corp.example", "corp.example/a", false)]
    [InlineData("*.corp.example", "a.b.corp.example/a", true)]
    [InlineData("git.example/corp", "git.example/corp/a", true)]
    [InlineData("git.example/corp", "git.example/corporate", false)]
    [InlineData("git.example/corp", "git.example", false)]
    [InlineData("git.example/*", "git.example", false)]
    [InlineData("git.example/*/secret", "git.example/a/secret/v2", true)]
    [InlineData("git.example/*/secret", "git.example/a/b/secret", false)]
    [InlineData("git.example/Corp", "git.example/corp/a", false)]
    [InlineData("git.example/c?rp", "git.example/corp", true)]
    [InlineData("git.example/c?rp", "git.example/crp", false)]
    [InlineData("git.example/[a-c]x", "git.example/bx", true)]
    [InlineData("git.example/[^a-c]x", "git.example/bx", false)]
    [InlineData("git.example/[^a-c]x", "git.example/dx", true)]
    [InlineData("git.example/[\\]a]x", "git.example/ax", true)]
    [InlineData("git.example/\\*", "git.example/x", false)]
    [InlineData("a.example,b.example/x", "b.example/x/y", true)]
    [InlineData("a.example, b.example/x", "b.example/y", false)]
    public void GoPattern_Matched_HasTheMeaningOfGoprivate(string pattern, string name, bool matches) =>
        Assert.Equal(matches, PrivateNames.Compile(RepositoryFormat.Go, [pattern]).Matches(name));

    [Theory]
    [InlineData("Corp.*", "corp.core", true)]
    [InlineData("Corp.*", "corporate", false)]
    [InlineData("Corp", "corp", true)]
    [InlineData("Corp", "corp.core", false)]
    [InlineData("*.Internal", "corp.internal", true)]
    public void NuGetPattern_Matched_IgnoresLetterCase(string pattern, string name, bool matches) =>
        Assert.Equal(matches, PrivateNames.Compile(RepositoryFormat.NuGet, [pattern]).Matches(name));

    [Theory]
    [InlineData(RepositoryFormat.Npm, "")]
    [InlineData(RepositoryFormat.Npm, "a b")]
    [InlineData(RepositoryFormat.Npm, "@corp/a/b")]
    [InlineData(RepositoryFormat.Npm, "https://corp")]
    [InlineData(RepositoryFormat.Go, "")]
    [InlineData(RepositoryFormat.Go, "git.example//a")]
    [InlineData(RepositoryFormat.Go, "git.example/[")]
    [InlineData(RepositoryFormat.Go, "git.example/[]")]
    [InlineData(RepositoryFormat.Go, "git.example/[a-]")]
    [InlineData(RepositoryFormat.Go, "git.example/\\")]
    [InlineData(RepositoryFormat.NuGet, "Corp Core")]
    [InlineData(RepositoryFormat.Generic, "anything")]
    internal void WhatIsNoPattern_Compiled_IsAFaultInWords(RepositoryFormat format, string pattern)
    {
        Assert.NotEmpty(PrivateNames.FaultOf(format, pattern)!);
        if (pattern.Length > 0)
        {
            Assert.Throws<ArgumentException>(() => PrivateNames.Compile(format, [pattern]));
        }
    }

    [Theory]
    [InlineData(RepositoryFormat.Npm, "@corp/*", "@corp/secret", true)]
    [InlineData(RepositoryFormat.Npm, "@corp/*", "json @corp", true)]
    [InlineData(RepositoryFormat.Npm, "@corp/*", "scope:corp json", true)]
    [InlineData(RepositoryFormat.Npm, "@corp/*", "corporate json", false)]
    [InlineData(RepositoryFormat.Npm, "internal-*", "\"internal-tool\"", true)]
    [InlineData(RepositoryFormat.NuGet, "Corp.*", "packageid:Corp.Core", true)]
    [InlineData(RepositoryFormat.NuGet, "Corp.*", "corpus", false)]
    internal void SearchText_AskedForPrivateNames_IsReadWordByWord(RepositoryFormat format, string pattern, string text, bool mentions) =>
        Assert.Equal(mentions, PrivateNames.Compile(format, [pattern]).AreMentionedIn(text));

    [Fact]
    public void NoPatterns_Matched_MatchNothing()
    {
        var names = PrivateNames.Compile(RepositoryFormat.Npm, []);

        Assert.True(names.IsEmpty);
        Assert.False(names.Matches("a"));
        Assert.False(names.AreMentionedIn("a"));
    }

    [Fact]
    public void AnyTextAsPattern_Read_IsCompiledOrAFault() =>
        Prop.ForAll<string, string>((pattern, name) =>
        {
            foreach (var format in Enum.GetValues<RepositoryFormat>())
            {
                if (PrivateNames.FaultOf(format, pattern ?? "") is null)
                {
                    PrivateNames.Compile(format, [pattern!]).Matches(name ?? "");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void PatternOfManyAsterisks_AgainstALongName_DoesNotBacktrackForever()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 50)) + "b";
        var name = new string('a', 200);
        var started = Stopwatch.GetTimestamp();

        Assert.False(PrivateNames.Compile(RepositoryFormat.Npm, [pattern]).Matches(name));
        Assert.False(PrivateNames.Compile(RepositoryFormat.Go, ["x.example/" + pattern]).Matches("x.example/" + name));

        // An exponential matcher needs longer than the universe has.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }
}
