using Xunit;

namespace Gateway.Tests.HouseRules;

public sealed class WordTests(Repository repository) : IClassFixture<Repository>
{
    [Fact]
    public void Tree_EveryFile_HasANameThatSaysWhatItIs() =>
        Repository.MustBeEmpty(repository.Files.SelectMany(WordRule.HomelessNames), "Names (house.md, layout):");

    [Fact]
    public void Product_EveryFile_IsFinished() =>
        Repository.MustBeEmpty(repository.Files.SelectMany(WordRule.Unfinished), "Left for later:");

    [Fact]
    public void Tree_EveryFile_HeedsItsWarnings() =>
        Repository.MustBeEmpty(repository.Files.SelectMany(WordRule.Silenced), "Silenced warnings:");

    [Fact]
    public void Tree_EveryFile_NamesNoMachineRegistryOrKey() =>
        Repository.MustBeEmpty(repository.Files.SelectMany(WordRule.MachineDetails), "Details of a machine, public registries, keys:");

    [Theory]
    [InlineData("src/Gateway/Utils/A.cs", true)]
    [InlineData("src/Gateway/Caching/StringUtils.cs", true)]
    [InlineData("src/Gateway/Caching/CacheHelper.cs", true)]
    [InlineData("src/Gateway/Caching/Extensions.cs", true)]
    [InlineData("tests/Gateway.Tests/Common/A.cs", true)]
    [InlineData("src/Gateway/Internal/A.cs", true)]
    [InlineData("src/Gateway/Caching/CacheStatus.cs", false)]
    [InlineData("docs/common/a.md", false)]
    public void FileName_Checked_IsHomelessOrNot(string path, bool isHomeless) =>
        Assert.Equal(isHomeless, WordRule.HomelessNames(new SourceText(path, "")).Any());

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("throw new NotImplemented" + "Exception();", true)]
    [InlineData("// Good enough for" + " now.", true)]
    [InlineData("// The time for nowhere.", false)]
    public void Line_OfTheProduct_IsFinishedOrNot(string line, bool isUnfinished) =>
        Assert.Equal(isUnfinished, WordRule.Unfinished(new SourceText("src/A.cs", line)).Any());

    [Theory]
    [InlineData("src/A.cs", "#pragma" + " warning disable CA1000", true)]
    [InlineData("src/A.cs", "#pragma" + " warning disable CA1000 // The protocol asks for it.", false)]
    [InlineData("src/A.csproj", "<No" + "Warn>CS1591</NoWarn>", true)]
    [InlineData("src/A.cs", "[Suppress" + "Message(\"a\", \"b\")]", true)]
    [InlineData("src/A.cs", "[Suppress" + "Message(\"a\", \"b\", Justification = \"Because.\")]", false)]
    public void Warning_Silenced_IsFoundUnlessArgued(string path, string line, bool isSilenced) =>
        Assert.Equal(isSilenced, WordRule.Silenced(new SourceText(path, line)).Any());

    [Theory]
    [InlineData("see /ho" + "me/somebody/gateway", true)]
    [InlineData("\"/wo" + "rk/main\"", true)]
    [InlineData("https://example.com/wo" + "rk/", false)]
    [InlineData("tests/ro" + "ot/", false)]
    [InlineData("https://registry.npm" + "js.org/", true)]
    [InlineData("https://api.nu" + "get.org/v3", true)]
    [InlineData("-----BEGIN PRIVATE " + "KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg", true)]
    [InlineData("text.Contains(\"-----BEGIN PRIVATE " + "KEY-----\")", false)]
    [InlineData("-----BEGIN CERTIFICATE-----", false)]
    public void Line_OfAnyFile_NamesAMachineDetailOrNot(string line, bool isDetail) =>
        Assert.Equal(isDetail, WordRule.MachineDetails(new SourceText("docs/a.md", line)).Any());
}
