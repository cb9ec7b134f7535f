using FsCheck;
using FsCheck.Fluent;
using Gateway.Configuration.Form;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class NameSuggestionTests
{
    [Theory]
    [InlineData("Hosts", "Hosts", 0)]
    [InlineData("hosts", "HOSTS", 0)]
    [InlineData("Hots", "Hosts", 1)]
    [InlineData("Hsots", "Hosts", 1)]
    [InlineData("Hostss", "Hosts", 1)]
    [InlineData("Gatway", "Gateway", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void TwoNames_Distance_CountsTheSlips(string left, string right, int expected) =>
        Assert.Equal(expected, NameSuggestion.Distance(left, right));

    [Fact]
    public void AnyTwoNames_Distance_IsSymmetricAndAtMostTheLongerLength() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((left, right) =>
                NameSuggestion.Distance(left.Get, right.Get) == NameSuggestion.Distance(right.Get, left.Get)
                && NameSuggestion.Distance(left.Get, right.Get) <= Math.Max(left.Get.Length, right.Get.Length))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Upstream", "Upstreams")]
    [InlineData("Fallback", "FallbackOn")]
    [InlineData("Colour", null)]
    [InlineData("X", null)]
    public void WrittenName_Suggestion_IsOnlyWhatIsNear(string written, string? expected) =>
        Assert.Equal(expected, NameSuggestion.For(written, ["Upstreams", "FallbackOn", "Path", "Private"]));
}
