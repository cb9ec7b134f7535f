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
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).Set("Gateway:Admin", new
        {
            Url = "http://127.0.0.1:0",
            Tokens = new object[]
            {
                new { Name = "alice", Hash = AccessSettings.HashOf("alice-token") },
                new { Name = "bob", Hash = AccessSettings.HashOf("late"), Expires = "2020-01-01" },
            },
        }).ToString());

        string[] lines = token is null ? [] : [AccessSettings.Bearer(token)];
        var response = await RawHttpClient.ExchangeAsync(
            gateway.Admin!, RawRequest.Of("GET", target, gateway.Admin!.Authority, [.. lines, "Connection: close"]));

        Assert.Equal(status, response.Status);
        Assert.True(error is null || response.Text.Contains(error, StringComparison.Ordinal), response.Text);
    }
}
