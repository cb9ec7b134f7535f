using Gateway.Configuration.Form;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class ShownValueTests
{
    [Theory]
    [InlineData("Gateway:Cache:DiskSize", "10 elephants", "'10 elephants'")]
    [InlineData("Gateway:Cache:DiskSize", "a\nb\u001b[31m", "'a b [31m'")]
    [InlineData("Gateway:SecurityPolicies:strict:Tokens:0:Hash", "abc", "the value (not shown, as it may be a secret)")]
    [InlineData("Gateway:Certificates:0:PasswordFile", "abc", "the value (not shown, as it may be a secret)")]
    public void Value_InAFault_IsOneLineAndNoSecret(string path, string value, string shown) =>
        Assert.Equal(shown, ShownValue.Of(path, value));

    [Fact]
    public void LongValue_InAFault_IsCut() => Assert.Equal($"'{new string('x', 80)}...'", ShownValue.Of("a", new string('x', 81)));

    [Theory]
    [InlineData("http://user:secret@host/path", "http://***@host/path")]
    [InlineData("a 'http://u:p@h' and https://v:q@i:1/x@y b", "a 'http://***@h' and https://***@i:1/x@y b")]
    [InlineData("http://host/a@b", "http://host/a@b")]
    [InlineData("no url@all", "no url@all")]
    public void Url_InAFault_HasNoUserInformation(string text, string shown) =>
        Assert.Equal(shown, ShownValue.WithoutUserInformation(text));
}
