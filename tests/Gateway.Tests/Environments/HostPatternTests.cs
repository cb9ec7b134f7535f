using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class HostPatternTests
{
    [Theory]
    [InlineData("Modules.Example.com", "modules.example.com")]
    [InlineData(" localhost:8080 ", "localhost:8080")]
    [InlineData("*.Prod.Example.com.", "*.prod.example.com")]
    [InlineData("*.example.com:8443", "*.example.com:8443")]
    [InlineData("*.bücher.example", "*.xn--bcher-kva.example")]
    [InlineData("[::1]:8080", "[::1]:8080")]
    public void WrittenHost_Parsed_HasOneForm(string text, string expected)
    {
        Assert.True(HostPattern.TryParse(text, out var pattern, out var fault), fault);
        Assert.Equal(expected, pattern!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("*example.com")]
    [InlineData("a.*.example.com")]
    [InlineData("https://example.com")]
    [InlineData("example.com/path")]
    [InlineData("example.com..")]
    public void NoHost_Parsed_IsRefusedWithTheTextAndWhatItMustBe(string text)
    {
        Assert.False(HostPattern.TryParse(text, out _, out var fault));
        Assert.Contains($"'{text}'", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:0")]
    [InlineData("localhost:99999")]
    [InlineData("localhost:http")]
    public void BadPort_Parsed_IsRefusedAsPort(string text)
    {
        Assert.False(HostPattern.TryParse(text, out _, out var fault));
        Assert.Contains("port", fault, StringComparison.Ordinal);
        Assert.Contains("65535", fault, StringComparison.Ordinal);
    }
}
