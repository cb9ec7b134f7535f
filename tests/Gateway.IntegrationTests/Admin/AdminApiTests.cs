using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Admin;

public sealed class AdminApiTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LogLevel_ChangedUnderLoad_LinesChangeAndNoRequestIsLost()
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Environments:dev:LogLevel", "Error").ToString());
        using var ended = new CancellationTokenSource();
        var load = LoadAsync(gateway, ended.Token);

        using var response = await gateway.Client.PutAsJsonAsync(
            new Uri(gateway.Admin!, "/api/environments/DEV/log-level"), new { level = "debug" }, Cancelled);
        await gateway.Log.WaitForAsync(line => line.Level == LogLevel.Debug && line.Category == "Gateway.Caching");
        using var back = await gateway.Client.PutAsJsonAsync(
            new Uri(gateway.Admin!, "/api/environments/dev/log-level"), new { level = "Error" }, Cancelled);
        await ended.CancelAsync();
        var statuses = await load;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"environment":"dev","level":"Debug"}""", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.NotEmpty(statuses);
        var audit = gateway.Log.Entries.First(line => line.Category == "Gateway.Audit");
        Assert.Equal(("anonymous", "dev", LogLevel.Error, LogLevel.Debug),
            (audit["Caller"], audit["Environment"], audit["Before"], audit["After"]));
        Assert.Equal(IPAddress.Loopback, audit["Client"]);
    }

    [Theory]
    [InlineData("dev", """{"level":"Loud"}""", "'Loud'")]
    [InlineData("dev", """{"level":"17"}""", "'17'")]
    [InlineData("dev", """{"level":2}""", "no text")]
    [InlineData("dev", """{"levels":"Debug"}""", "unknown member 'levels'")]
    [InlineData("dev", "Debug", "not JSON")]
    public async Task LogLevel_FaultyOrder_IsRefusedAndSaysWhy(string environment, string body, string reason)
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        using var content = new StringContent(body);

        using var response = await gateway.Client.PutAsync(
            new Uri(gateway.Admin!, $"/api/environments/{environment}/log-level"), content, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.Entries, line => line.Category == "Gateway.Audit");
    }

    [Fact]
    public async Task Configuration_Asked_HasDefaultsAndNoSecret()
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Kestrel:Certificates:Spare", new { Path = "spare.pfx", Password = "hunter2" })
            .Set("ReverseProxy:Routes:own", new
            {
                ClusterId = "main",
                Match = new { Path = "/own/{**rest}" },
                Transforms = new[] { new { RequestHeader = "X-Key", Set = "hunter2" } },
            })
            .ToString());

        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/api/config"), Cancelled);

        using var document = JsonDocument.Parse(text);
        var own = document.RootElement.GetProperty("Gateway");
        Assert.Equal("256MiB", own.GetProperty("Cache").GetProperty("MemorySize").GetString());
        Assert.Equal("open", own.GetProperty("Environments").GetProperty("dev").GetProperty("SecurityPolicy").GetString());
        var routes = document.RootElement.GetProperty("ReverseProxy").GetProperty("Routes");
        Assert.Equal("main", routes.GetProperty("own").GetProperty("ClusterId").GetString());
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("spare.pfx", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_WrittenIntoAFile_IsAConfiguration()
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("ReverseProxy:Routes:own", new { ClusterId = "main", Match = new { Path = "/own/{**rest}" } })
            .Set("ReverseProxy:Clusters:main:HttpClient:SslProtocols", new[] { "Tls12", "Tls13" })
            .Set("ReverseProxy:Clusters:main:HttpRequest:Version", "2.0")
            .Set("Gateway:SecurityPolicies:open:RateLimit:Requests", 1000)
            .ToString());

        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/api/config"), Cancelled);
        await gateway.ReconfigureAsync(
            text.Replace("\"SecurityPolicy\": \"open\"", "\"SecurityPolicy\": \"internal\"", StringComparison.Ordinal));
        var line = await gateway.Log.WaitForAsync(
            entry => entry.Category == "Gateway.Environments" && (entry.Level == LogLevel.Error || entry["Revision"] is "2"));

        Assert.Equal((LogLevel.Information, "2"), (line.Level, line["Revision"]));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Origin: http://evil.example")]
    [InlineData("Origin: null")]
    public async Task PageOfAnotherSite_OrdersAPurge_IsRefused(string field)
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Admin!, RawRequest.Of(
            "POST", "/api/cache/purge", $"127.0.0.1:{gateway.Admin!.Port}", field, "Content-Length: 12") + """{"all":true}""");

        Assert.Equal(403, response.Status);
        Assert.Contains("\"code\":\"forbidden-action\"", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameReboundToLoopback_Asks_IsRefused()
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        Assert.Equal(403, (await RawHttpClient.ExchangeAsync(
            gateway.Admin!, RawRequest.Of("GET", "/api/config", "rebound.example"))).Status);
    }

    private static async Task<FakeUpstream> UpstreamAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        return upstream;
    }

    private static async Task<IReadOnlyList<int>> LoadAsync(GatewayHost gateway, CancellationToken ended)
    {
        List<int> statuses = [];
        do
        {
            statuses.Add((await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"))).Status);
        }
        while (!ended.IsCancellationRequested);

        return statuses;
    }
}
