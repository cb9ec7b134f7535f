using System.Globalization;
using System.Net;
using Gateway.IntegrationTests.Security;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Admin;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("/api/environments", null, 401, "token-required")]
    [InlineData("/api/environments", "wrong", 401, "token-invalid")]
    [InlineData("/api/environments", "late", 401, "token-expired")]
    [InlineData("/api/environments", "alice-token", 200, null)]
    [InlineData("/api/nothing", null, 401, "token-required")]
    [InlineData("/healthz", null, 200, null)]
    [InlineData("/HEALTHZ", null, 401, "token-required")]
    [InlineData("/readyz", null, 200, null)]
    public async Task TokensConfigured_AdminAsked_OnlyOperatorsAreAnswered(string target, string? token, int status, string? error)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        string[] lines = token is null ? [] : [AccessSettings.Bearer(token)];
        var response = await RawHttpClient.ExchangeAsync(
            gateway.Admin!, RawRequest.Of("GET", target, gateway.Admin!.Authority, [.. lines, "Connection: close"]));

        Assert.Equal(status, response.Status);
        Assert.True(error is null || response.Text.Contains(error, StringComparison.Ordinal), response.Text);
    }

    [Theory]
    [InlineData("POST", "/api/drain", "")]
    [InlineData("POST", "/api/cache/purge", """{"all":true}""")]
    [InlineData("POST", "/api/cache/warm", """{"urls":["http://dev.example/files/x"]}""")]
    [InlineData("PUT", "/api/environments/dev/log-level", """{"level":"Debug"}""")]
    [InlineData("POST", "/dashboard/cache/purge", "environment=dev")]
    [InlineData("POST", "/dashboard/cache/warm", "urls=http://dev.example/files/x")]
    [InlineData("POST", "/dashboard/environments/dev/log-level", "level=Debug")]
    public async Task ChangingCall_OfAnOperator_IsAuditedUnderTheNameOfTheToken(string method, string path, string body)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        // An operator at a browser has a token in the password of Basic, a script as Bearer.
        var isForm = path.StartsWith("/dashboard", StringComparison.Ordinal);
        var response = await RawHttpClient.ExchangeAsync(gateway.Admin!, RawRequest.Of(
            method,
            path,
            gateway.Admin!.Authority,
            isForm ? AccessSettings.Basic("anybody", "alice-token") : AccessSettings.Bearer("alice-token"),
            $"Content-Type: {(isForm ? "application/x-www-form-urlencoded" : "application/json")}",
            string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"),
            "Connection: close") + body);

        Assert.InRange(response.Status, 200, 303);
        var audit = Assert.Single(gateway.Log.Entries, line => line.Category == "Gateway.Audit");
        Assert.Equal(("alice", IPAddress.Loopback), (audit["Caller"], audit["Client"]));
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(
        GatewaySettings.For(upstream.Address).Set("Gateway:Admin", new
        {
            Url = "http://127.0.0.1:0",
            Tokens = new object[]
            {
                new { Name = "alice", Hash = AccessSettings.HashOf("alice-token") },
                new { Name = "bob", Hash = AccessSettings.HashOf("late"), Expires = "2020-01-01" },
            },
        }).ToString());
}
