using Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [MemberData(nameof(ConfigurationFaultRows.Form), MemberType = typeof(ConfigurationFaultRows))]
    [MemberData(nameof(ConfigurationFaultRows.Rules), MemberType = typeof(ConfigurationFaultRows))]
    public void OneSettingWrong_Read_NamesItsPathAndTheRemedy(string argument, string path, string text)
    {
        var faults = SettingsText.FaultsOf(SettingsText.ReadGoodWith(argument));

        Assert.Contains(faults, fault => fault.Path == path && fault.Message.Contains(text, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.Matches(@"[.?]$", fault.Message));
    }

    [Theory]
    [MemberData(nameof(ConfigurationFaultRows.Form), MemberType = typeof(ConfigurationFaultRows))]
    public void OneSettingOfWrongForm_Read_SaysNothingElseOfThatPlace(string argument, string path, string text)
    {
        var faults = SettingsText.FaultsOf(SettingsText.ReadGoodWith(argument));

        var fault = Assert.Single(faults, fault => fault.Path.StartsWith(path, StringComparison.Ordinal));
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingWrong_Read_IsValidWithoutWarning()
    {
        var valid = Assert.IsType<ConfigurationReading.Valid>(SettingsText.Read(SettingsText.Good));

        Assert.Empty(valid.Warnings);
        Assert.Equal("dev prod", string.Join(' ', valid.Configuration.Options.Environments.Keys));
        Assert.Equal(3, valid.Configuration.Clusters.Count);
        Assert.Equal(RepositoryFormat.Npm, valid.Configuration.Options.Repositories["NPM"].Format);
    }

    [Fact]
    public void UnknownKeyBadSizeAndDanglingName_Read_NamesAllAtOnce()
    {
        var faults = SettingsText.FaultsOf(SettingsText.ReadGoodWith(
            "--Gateway:Colour=red",
            "--Gateway:Cache:DiskSize=10 elephants",
            "--Gateway:Repositories:npm:Upstreams:0=nowhere",
            "--ReverseProxy:Clusters:npm-dev:HealthCheck:Active:Interval=often",
            "--ReverseProxy:Clusters:go-public:LoadBalancingPolicy=Fairest"));

        Assert.Equal(
            "Gateway:Cache:DiskSize Gateway:Colour Gateway:Repositories:npm:Upstreams:0 "
            + "ReverseProxy:Clusters:go-public ReverseProxy:Clusters:npm-dev:HealthCheck:Active:Interval",
            string.Join(' ', faults.Select(fault => fault.Path)));
    }

    [Fact]
    public void OneUpstreamForManyEnvironments_ClustersMissing_NamesEachCluster()
    {
        var faults = SettingsText.FaultsOf(SettingsText.ReadGoodWith("--Gateway:Repositories:npm:Upstreams:0=nuget-{environment}"));

        Assert.Contains(faults, fault => fault.Message.Contains("'nuget-dev'", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains("'nuget-prod'", StringComparison.Ordinal));
    }

    [Fact]
    public void PathBelowAnother_Read_IsValid()
    {
        var reading = SettingsText.ReadGoodWith("--Gateway:Repositories:go:Path=/private-module/npm/go");

        Assert.IsType<ConfigurationReading.Valid>(reading);
    }

    [Fact]
    public void SamePathInDifferentEnvironments_Read_IsValid()
    {
        var reading = SettingsText.ReadGoodWith(
            "--Gateway:Repositories:go:Path=/private-module/npm", "--Gateway:Repositories:npm:Environments:0=dev");

        var warning = Assert.Single(Assert.IsType<ConfigurationReading.Valid>(reading).Warnings);
        Assert.Equal("No repository and no route asks the cluster 'npm-prod'.", warning.Message);
    }

    [Fact]
    public void EmptySettings_Read_IsValidAndSaysThatNothingIsServed()
    {
        var valid = Assert.IsType<ConfigurationReading.Valid>(SettingsText.Read("{}"));

        Assert.Equal("Gateway:Environments", Assert.Single(valid.Warnings).Path);
        Assert.Equal("10GiB", valid.Configuration.Options.Cache.DiskSize.ToString());
    }

    [Fact]
    public void OtherTopLevelSections_Read_AreNotJudged()
    {
        var reading = SettingsText.ReadGoodWith(
            "--Logging:LogLevel:Default=Debug", "--Kestrel:Endpoints:a:Url=http://127.0.0.1:0",
            "--Getaway:Car=fast", "--urls=http://127.0.0.1:0");

        Assert.Equal("Getaway", Assert.Single(SettingsText.FaultsOf(reading)).Path);
    }

    [Fact]
    public void EnvironmentVariableWithANameLikeOurs_Read_IsNoFault()
    {
        Environment.SetEnvironmentVariable("CONFIGREADERTEST_GATEWAYS", "10.0.0.1");
        try
        {
            var root = new ConfigurationBuilder().AddEnvironmentVariables("CONFIGREADERTEST_").Build();

            Assert.Equal("10.0.0.1", root["GATEWAYS"]);
            Assert.IsType<ConfigurationReading.Valid>(new ConfigurationReader([]).Read(root, "Production"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CONFIGREADERTEST_GATEWAYS", null);
        }
    }

    [Theory]
    [InlineData("--Gateway:Upstreams:npm-dev:Authorization=hunter2")]
    [InlineData("--Gateway:Upstreams:npm-dev:Authorization:SecretFile=hunter2")]
    [InlineData("--Gateway:Upstreams:npm-dev:Authorization:Scheme=Bearer hunter2")]
    [InlineData("--Gateway:Upstreams:npm-dev:Authorization:Token=hunter2")]
    [InlineData("--Gateway:Repositories:npm:PassAuthorization=hunter2")]
    [InlineData("--Gateway:Telemetry:Otlp:Endpoint=ftp://user:hunter2@collector/")]
    [InlineData("--ReverseProxy:Clusters:npm-dev:Destinations:one:Address=ftp://user:hunter2@registry/")]
    [InlineData("--Gateway:Admin=hunter2")]
    public void SecretInTheWrongPlace_Fault_DoesNotRepeatIt(string argument)
    {
        var faults = SettingsText.FaultsOf(SettingsText.ReadGoodWith(argument));

        Assert.NotEmpty(faults);
        Assert.DoesNotContain(faults, fault => fault.Message.Contains("hunter2", StringComparison.Ordinal));
    }
}
