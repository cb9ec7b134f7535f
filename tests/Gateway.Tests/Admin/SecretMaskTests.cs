using System.Text.Json.Nodes;
using Gateway.Admin;
using Xunit;

namespace Gateway.Tests.Admin;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("""{"Password":"x"}""", """{"Password":"***"}""")]
    [InlineData("""{"PasswordFile":"/run/x"}""", """{"PasswordFile":"/run/x"}""")]
    [InlineData("""{"Authorization":{"Scheme":"Bearer","SecretFile":"/run/x"}}""", """{"Authorization":{"Scheme":"Bearer","SecretFile":"/run/x"}}""")]
    [InlineData("""{"Tokens":[{"Name":"bot","Hash":"sha256:aa"}]}""", """{"Tokens":[{"Name":"bot","Hash":"***"}]}""")]
    [InlineData("""[{"RequestHeader":"X-Key","Set":"x"}]""", """[{"RequestHeader":"X-Key","Set":"***"}]""")]
    [InlineData("""{"Set":"x"}""", """{"Set":"x"}""")]
    [InlineData("""{"Address":"http://me:pass@host/a"}""", """{"Address":"http://***@host/a"}""")]
    [InlineData("""["http://me:pass@host/"]""", """["http://***@host/"]""")]
    [InlineData("""{"Address":"http://host/a@b"}""", """{"Address":"http://host/a@b"}""")]
    [InlineData("""{"AuthToken":7,"Keep":7}""", """{"AuthToken":"***","Keep":7}""")]
    [InlineData("""{"PassAuthorization":true,"StoreSetCookie":false}""", """{"PassAuthorization":true,"StoreSetCookie":false}""")]
    [InlineData("""{"TokenLifetime":"01:00:00"}""", """{"TokenLifetime":"01:00:00"}""")]
    [InlineData("""{"Cache":{"Authorization":"Shared"}}""", """{"Cache":{"Authorization":"Shared"}}""")]
    [InlineData("""{"Authorization":"Bearer x"}""", """{"Authorization":"***"}""")]
    [InlineData("""{"Authorization":"0"}""", """{"Authorization":"***"}""")]
    [InlineData("""{"Token":"Shared"}""", """{"Token":"***"}""")]
    public void Setting_Shown_HasNoSecret(string setting, string expected)
    {
        var node = JsonNode.Parse(setting);

        SecretMask.Apply(node);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), node), node!.ToJsonString());
    }
}
