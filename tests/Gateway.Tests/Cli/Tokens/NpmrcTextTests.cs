using Gateway.Cli.Tokens;
using Xunit;

namespace Gateway.Tests.Cli.Tokens;

public sealed class NpmrcTextTests
{
    private const string Key = "//m.example:8443/npm/:_authToken";

    public static TheoryData<string, string> Files => new()
    {
        { "", $"{Key}=t\n" },
        { "registry=https://m.example/\n", $"registry=https://m.example/\n{Key}=t\n" },
        { "registry=https://m.example/", $"registry=https://m.example/\n{Key}=t\n" },
        { $"{Key}=old\nfund=false\n", $"fund=false\n{Key}=t\n" },
        { $"{Key} = old\n; a comment\n", $"; a comment\n{Key}=t\n" },
        { "//m.example:8443/npm/x/:_authToken=other\n", $"//m.example:8443/npm/x/:_authToken=other\n{Key}=t\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void File_TokenWritten_HasItOnceAndTheRestAsItWas(string text, string expected) =>
        Assert.Equal(expected, NpmrcText.With(text, [(Key, "t")]));

    [Theory]
    [InlineData("https://m.example:8443", "/npm", "//m.example:8443/npm/:_authToken")]
    [InlineData("https://m.example:443", "/private-module/npm/", "//m.example/private-module/npm/:_authToken")]
    public void Repository_OfAServer_HasTheKeyThatNpmLooksUp(string server, string path, string expected) =>
        Assert.Equal(expected, NpmrcText.KeyOf(new Uri(server), path));
}
