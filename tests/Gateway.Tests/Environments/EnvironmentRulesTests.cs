using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Environments;

public sealed class EnvironmentRulesTests
{
    [Fact]
    public void HostsOfTheirOwn_Checked_AreWithoutFault() =>
        Assert.Empty(Check(("dev", ["localhost", "*.dev.example"]), ("prod", ["localhost:8082", "dev.example"])));

    [Theory]
    [InlineData("modules.example.com", "MODULES.example.com.")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("*.example.com", "*.EXAMPLE.com")]
    [InlineData("[::1]:80", "[0:0:0:0:0:0:0:1]:80")]
    public void OneHostInTwoEnvironments_Checked_NamesBothAndThePlace(string one, string other)
    {
        var fault = Assert.Single(Check(("dev", [one]), ("prod", ["prod.example", other])));

        Assert.Equal("Gateway:Environments:prod:Hosts:1", fault.Path);
        Assert.Contains($"'{other}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'dev'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralBadHosts_Checked_AreAllNamed() =>
        Assert.Equal(
            ["Gateway:Environments:dev:Hosts:0", "Gateway:Environments:dev:Hosts:2"],
            Check(("dev", ["http://a", "fine", "b:x"])).Select(fault => fault.Path),
            StringComparer.Ordinal);

    private static List<ConfigurationFault> Check(params (string Name, string[] Hosts)[] environments)
    {
        var options = new GatewayOptions();
        foreach (var (name, hosts) in environments)
        {
            options.Environments[name] = new EnvironmentOptions { Hosts = [.. hosts] };
        }

        return [.. new EnvironmentRules().Check(new LoadedConfiguration(options, ImmutableDictionary<string, ClusterConfig>.Empty, []))];
    }
}
