using Gateway.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class SectionReaderTests
{
    [Fact]
    public void PolicyAsEmptyObject_Read_CreatesThePolicy()
    {
        var options = Options("""{ "Gateway": { "SecurityPolicies": { "open": {}, "mine": {} } } }""");

        Assert.Equal("mine open", string.Join(' ', options.SecurityPolicies.Keys.Order(StringComparer.Ordinal)));
        Assert.False(options.SecurityPolicies["mine"].RequireHttps);
    }

    [Fact]
    public void EmptyList_Read_ReplacesTheDefault()
    {
        var options = Options(WithRepository("\"FallbackOn\": []"));

        Assert.Empty(options.Repositories["npm"].FallbackOn);
    }

    [Fact]
    public void WrittenList_Read_ReplacesTheDefaultInsteadOfAddingToIt()
    {
        var options = Options(WithRepository("\"FallbackOn\": [503]"));

        Assert.Equal([503], options.Repositories["npm"].FallbackOn);
    }

    [Fact]
    public void NothingSaid_Read_LeavesTheDefault()
    {
        Assert.Equal([404, 410], Options(WithRepository("\"Private\": []")).Repositories["npm"].FallbackOn);
    }

    [Fact]
    public void NullWhereTheOptionKnowsNone_Read_LeavesTheDefault()
    {
        var options = Options("""{ "Gateway": { "Cache": { "DiskSize": null, "Directory": null }, "Admin": null } }""");

        Assert.Equal("10GiB", options.Cache.DiskSize.ToString());
        Assert.Equal("var/cache", options.Cache.Directory);
        Assert.Equal("http://127.0.0.1:9900", options.Admin.Url);
    }

    [Fact]
    public void NullInAListOfTexts_Read_IsAFault()
    {
        var reading = SettingsText.Read("""{ "Gateway": { "TrustedProxies": [null] } }""");

        Assert.Contains("null stands in a list", Assert.Single(SettingsText.FaultsOf(reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryKindOfValue_Read_ArrivesInTheOptions()
    {
        var options = Options(WithRepository("""
            "PassAuthorization": true,
            "Cache": { "StaleIfError": "1.00:00:00", "Lifetimes": { "200": "00:10:00", "404": "00:01:00" },
                       "MaxObjectSize": "64KiB", "Authorization": "shared", "IgnoreQuery": ["utm_*"] }
            """));

        var repository = options.Repositories["npm"];
        Assert.True(repository.PassAuthorization);
        Assert.Equal(TimeSpan.FromDays(1), repository.Cache.StaleIfError);
        Assert.Equal(TimeSpan.FromMinutes(1), repository.Cache.Lifetimes[404]);
        Assert.Equal(new ByteSize(65536), repository.Cache.MaxObjectSize);
        Assert.Equal(SharedAuthorization.Shared, repository.Cache.Authorization);
        Assert.Equal(["utm_*"], repository.Cache.IgnoreQuery);
    }

    [Fact]
    public void ListOfObjects_Read_KeepsTheOrderBeyondTen()
    {
        var proxies = string.Join(',', Enumerable.Range(0, 12).Select(index => $"\"10.0.0.{index}\""));

        var options = Options($$"""{ "Gateway": { "TrustedProxies": [{{proxies}}] } }""");

        Assert.Equal("10.0.0.2", options.TrustedProxies[2]);
        Assert.Equal("10.0.0.11", options.TrustedProxies[11]);
    }

    [Fact]
    public void YarpSection_Read_ComesFromYarpItself()
    {
        var loaded = SettingsText.LoadedFrom(SettingsText.ReadGoodWith(
            "--ReverseProxy:Clusters:npm-dev:HttpRequest:Version=2",
            "--ReverseProxy:Clusters:npm-dev:HttpClient:SslProtocols:0=Tls13",
            "--ReverseProxy:Clusters:npm-dev:Metadata:team=web",
            "--ReverseProxy:Routes:own:ClusterId=npm-dev",
            "--ReverseProxy:Routes:own:Match:Path=/own/{**rest}",
            "--ReverseProxy:Routes:own:Transforms:0:PathPrefix=/x"));

        var cluster = loaded.Clusters["npm-dev"];
        Assert.Equal(new Version(2, 0), cluster.HttpRequest?.Version);
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls13, cluster.HttpClient?.SslProtocols);
        Assert.Equal("web", cluster.Metadata?["team"]);
        Assert.Equal("own", Assert.Single(loaded.Routes).RouteId);
    }

    private static string WithRepository(string settings) =>
        $$"""
        { "Gateway": { "Repositories": { "npm": { "Path": "/npm", "Upstreams": ["one"], {{settings}} } } },
          "ReverseProxy": { "Clusters": { "one": { "Destinations": { "a": { "Address": "http://127.0.0.1:1/" } } } } } }
        """;

    private static GatewayOptions Options(string json) => SettingsText.LoadedFrom(SettingsText.Read(json)).Options;
}
