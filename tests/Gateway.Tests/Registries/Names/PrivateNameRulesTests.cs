using Gateway.Configuration;
using Gateway.Registries.Names;
using Xunit;

namespace Gateway.Tests.Registries.Names;

public sealed class PrivateNameRulesTests
{
    [Theory]
    [InlineData("dev", false)]
    [InlineData("prod", true)]
    public void PrivatePatterns_NoPrivateUpstreamInAnEnvironment_IsAWarningThatNamesIt(string marked, bool isProdServed)
    {
        var warning = Assert.Single(WarningsOf($"npm-{marked}"));

        Assert.Equal("Gateway:Repositories:npm:Private", warning.Path);
        Assert.Contains(
            $"No upstream of 'npm' is marked private in {(isProdServed ? "dev" : "prod")}, ", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PrivatePatterns_PrivateUpstreamInEveryEnvironment_IsNoWarning() => Assert.Empty(WarningsOf("npm-dev", "npm-prod"));

    private static IEnumerable<ConfigurationFault> WarningsOf(params string[] privateUpstreams)
    {
        var options = new GatewayOptions();
        options.Environments["dev"] = new EnvironmentOptions();
        options.Environments["prod"] = new EnvironmentOptions();
        var npm = new RepositoryOptions { Format = RepositoryFormat.Npm };
        npm.Upstreams.Add("npm-{environment}");
        npm.Upstreams.Add("world");
        npm.Private.Add("@corp/*");
        options.Repositories["npm"] = npm;
        foreach (var upstream in privateUpstreams)
        {
            options.Upstreams[upstream] = new UpstreamOptions { Private = true };
        }

        return new PrivateNameRules().Warn(new LoadedConfiguration(
            options,
            new Dictionary<string, Yarp.ReverseProxy.Configuration.ClusterConfig>(StringComparer.OrdinalIgnoreCase),
            []));
    }
}
