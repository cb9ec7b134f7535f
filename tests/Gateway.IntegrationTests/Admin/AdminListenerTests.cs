using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;

namespace Gateway.IntegrationTests.Admin;

public sealed class AdminListenerTests(OneUpstream served) : IClassFixture<OneUpstream>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz", "alive")]
    [InlineData("/readyz", "ready")]
    public async Task Probe_OfARunningGateway_IsAnswered(string path, string expected)
    {
        using var response = await served.Gateway.Client.GetAsync(new Uri(served.Gateway.Admin!, path), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, (await response.Content.ReadAsStringAsync(Cancelled)).Trim());
    }

    [Fact]
    public async Task Environments_Asked_AreShownAsTheyAreInForce()
    {
        var text = await served.Gateway.Client.GetStringAsync(new Uri(served.Gateway.Admin!, "/api/environments"), Cancelled);

        using var document = JsonDocument.Parse(text);
        var environment = Assert.Single(document.RootElement.GetProperty("environments").EnumerateArray());
        Assert.Equal("dev", environment.GetProperty("name").GetString());
        Assert.Contains(GatewaySettings.DevHost, environment.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()),
            StringComparer.Ordinal);
        Assert.True(document.RootElement.GetProperty("lastReloadSuccessful").GetBoolean());
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/api/environments")]
    [InlineData("/metrics")]
    public async Task AdminPath_OnTheDataPort_IsNothing(string path) =>
        Assert.Equal(404, (await served.SendAsync(RawRequest.Get(path))).Status);

    [Fact]
    public async Task DataPath_OnTheAdminPort_IsNothing() =>
        Assert.Equal(404, (await RawHttpClient.ExchangeAsync(served.Gateway.Admin!, RawRequest.Of("GET", "/files/x", "localhost"))).Status);

    [Fact]
    public async Task AdminUrlEmpty_GatewayStarts_NothingListens()
    {
        await using var gateway = await GatewayHost.StartAsync(
            GatewaySettings.For(served.Upstream.Address).Set("Gateway:Admin:Url", "").ToString());

        Assert.Null(gateway.Admin);
    }
}
