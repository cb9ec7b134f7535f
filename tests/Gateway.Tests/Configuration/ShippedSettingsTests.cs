using Gateway.Configuration;
using Gateway.Configuration.Sources;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

/// <summary>The settings that travel with the executable.</summary>
public sealed class ShippedSettingsTests
{
    [Fact]
    public void DevelopmentSettings_Read_AreValidWithoutWarning()
    {
        var sources = ConfigurationSources.Create([], ["--environment=Development"]);

        var reading = sources.Read(new ConfigurationReader(GatewayRules.All));

        Assert.Equal("", string.Join('\n', SettingsText.FaultsOf(reading)));
        var valid = Assert.IsType<ConfigurationReading.Valid>(reading);
        Assert.Equal("", string.Join('\n', valid.Warnings));
        Assert.Equal("dev prod test", string.Join(' ', valid.Configuration.Options.Environments.Keys));
        using var live = new ConfigurationManager();
        sources.AddTo(live);
        Assert.Equal("https://localhost:8443", Assert.Single(HttpsEndpoints.WithoutCertificate(live)).Url);
    }

    [Fact]
    public void ProductionSettings_Read_LackNothingButWhatATeamFillsIn()
    {
        var reading = ConfigurationSources.Create([], ["--environment=Production"]).Read(new ConfigurationReader(GatewayRules.All));

        var faults = SettingsText.FaultsOf(reading);
        var other = Assert.Single(faults, fault => !fault.Message.Contains("is a placeholder", StringComparison.Ordinal));
        Assert.Equal("Gateway:Certificates:0:Path", other.Path);
        Assert.Equal(10, faults.Count);
    }
}
