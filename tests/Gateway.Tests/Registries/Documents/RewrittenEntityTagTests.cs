using FsCheck;
using FsCheck.Fluent;
using Gateway.Registries.Documents;
using Xunit;

namespace Gateway.Tests.Registries.Documents;

public sealed class RewrittenEntityTagTests
{
    private readonly RewrittenEntityTag _tags = new("https://modules.example.com/private-module/npm");
    private readonly RewrittenEntityTag _others = new("http://localhost:8080/private-module/npm");

    [Fact]
    public void StrongTag_Made_CarriesTheDerivation() => Assert.Matches("^\"abc-gw\\.[0-9a-f]{8}\"$", _tags.Make("\"abc\"")!);

    [Fact]
    public void WeakTag_Made_StaysWeak() => Assert.Matches("^W/\"abc-gw\\.[0-9a-f]{8}\"$", _tags.Make("W/\"abc\"")!);

    [Fact]
    public void Tag_OfAnotherBase_IsAnother() => Assert.NotEqual(_tags.Make("\"abc\""), _others.Make("\"abc\""), StringComparer.Ordinal);

    [Theory]
    [InlineData("abc")]
    [InlineData("\"abc")]
    [InlineData("\"a\"b\"")]
    [InlineData("w/\"abc\"")]
    [InlineData("")]
    [InlineData("\"")]
    public void WhatIsNoTag_Made_IsNone(string text)
    {
        Assert.Null(_tags.Make(text));
        Assert.Null(_tags.Unmake(text));
    }

    [Fact]
    public void AnyTag_MadeAndUnmade_IsTheOriginal() =>
        Prop.ForAll<string, bool>((text, weak) =>
        {
            var tag = (weak ? "W/\"" : "\"") + (text ?? "").Replace("\"", "", StringComparison.Ordinal) + "\"";
            Assert.Equal(tag, _tags.Unmake(_tags.Make(tag)!));
            Assert.Null(_others.Unmake(_tags.Make(tag)!));
            Assert.Equal(tag, _tags.Unmake(_others.Unmake(_others.Make(_tags.Make(tag)!)!)!));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ListOfTags_Unmade_KeepsOnlyOurs()
    {
        var list = $"\"foreign\", {_tags.Make("\"a,b\"")} ,{_others.Make("\"c\"")},{_tags.Make("W/\"d\"")}";

        Assert.Equal("\"a,b\", W/\"d\"", _tags.UnmakeList(list));
    }

    [Theory]
    [InlineData("*", "*")]
    [InlineData(" * ", "*")]
    [InlineData("\"foreign\"", null)]
    [InlineData("", null)]
    [InlineData("\"broken", null)]
    public void OtherList_Unmade_KeepsOnlyTheAsterisk(string list, string? unmade) => Assert.Equal(unmade, _tags.UnmakeList(list));
}
