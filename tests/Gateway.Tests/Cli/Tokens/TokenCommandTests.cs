using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Gateway.Tests.Cli.Tokens;

public sealed class TokenCommandTests
{
    [Fact]
    public async Task CreateAsJson_Run_PrintsAFreshTokenWithItsHash()
    {
        var first = await Create();
        var second = await Create();

        Assert.Equal("deploy-bot", first.Name);
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first.Token)))}", first.Hash);
        Assert.False(first.Token.Equals(second.Token, StringComparison.Ordinal));
        Assert.True(first.Token.Length > 40);

        static async Task<(string Name, string Token, string Hash)> Create()
        {
            var result = await CommandResult.OfAsync("token", "create", "deploy-bot", "--json");
            Assert.Equal(0, result.Status);
            using var document = JsonDocument.Parse(result.Output);
            var root = document.RootElement;
            Assert.Equal("name token hash", string.Join(' ', root.EnumerateObject().Select(member => member.Name)));
            return (Text("name"), Text("token"), Text("hash"));

            string Text(string name) => root.GetProperty(name).GetString()!;
        }
    }

    [Fact]
    public async Task Create_Run_PrintsTheLineForTheConfiguration()
    {
        var result = await CommandResult.OfAsync("token", "create", "deploy-bot");

        Assert.Contains("\"Tokens\": [ { \"Name\": \"deploy-bot\", \"Hash\": \"sha256:", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    public async Task NameThatBreaksTheConfiguration_Create_IsWrongUsage(string name) =>
        Assert.Equal(2, (await CommandResult.OfAsync("token", "create", name)).Status);
}
