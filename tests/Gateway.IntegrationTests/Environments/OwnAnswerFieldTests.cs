using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Environments;

/// <summary>What the gateway alone may say of an answer, whatever an upstream says.</summary>
public sealed class OwnAnswerFieldTests
{
    private static readonly (string Name, string Value)[] Pretended =
    [
        ("X-Gateway-Error", "internal-error"), ("X-Gateway-Environment", "other"), ("X-Cache-Status", "OTHER"),
        ("Cache-Control", "max-age=60"),
    ];

    [Theory]
    [InlineData("open", "/files/x", "dev")]
    [InlineData("strict", "/files/x", null)]
    [InlineData("open", "/own/x", "dev")]
    [InlineData("strict", "/own/x", null)]
    public async Task Upstream_PretendsToBeTheGateway_ItsWordIsDropped(string policy, string target, string? environment)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(502, "mine", Pretended));
        await using var gateway = await GatewayHost.StartAsync(Settings(upstream, policy));

        foreach (var method in new[] { "GET", "GET", "HEAD", "DELETE" })
        {
            var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of(method, target, GatewaySettings.DevHost));

            Assert.Equal(502, response.Status);
            Assert.Empty(response.Values("X-Gateway-Error"));
            Assert.Equal(environment is null ? [] : [environment], response.Values("X-Gateway-Environment"), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Head_ConfirmsWhatIsStored_EnvironmentIsNamedOnce()
    {
        var clock = new ManualClock();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "body", ("ETag", "\"1\""), ("Cache-Control", "max-age=60")));
        await using var gateway = await GatewayHost.StartAsync(Settings(upstream, "open"), clock);

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));
        clock.Advance(TimeSpan.FromSeconds(90));
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("HEAD", "/files/x", GatewaySettings.DevHost));
        var stored = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        Assert.Equal("HIT", stored.Value("X-Cache-Status"));
        Assert.Equal(["dev"], stored.Values("X-Gateway-Environment"), StringComparer.Ordinal);
    }

    private static string Settings(FakeUpstream upstream, string policy) => GatewaySettings.For(upstream.Address)
        .Set("Gateway:Environments:dev:SecurityPolicy", policy)
        .Set("Gateway:Upstreams:main:Resilience:RetryOn", Array.Empty<int>())
        .Set("Gateway:Upstreams:main:Resilience:Breaker:Enabled", false)
        .Set("ReverseProxy:Routes:own", new { ClusterId = "main", Match = new { Path = "/own/{**rest}" } })
        .ToString();
}
