using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Environments;

public sealed class OwnRouteTests
{
    [Fact]
    public async Task RouteOfTheUsersOwn_Asked_IsServedBesideTheRepositories()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);

        var own = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/own/a?b=c", "X-Forwarded-For: 6.6.6.6"));
        var repository = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/a"));

        Assert.Equal((200, 200), (own.Status, repository.Status));
        Assert.Equal(["/a?b=c", "/a"], upstream.Requests.Select(request => request.RawTarget), StringComparer.Ordinal);
        Assert.Equal("127.0.0.1", upstream.Requests[0].Value("X-Forwarded-For"));
        Assert.Null(upstream.Requests[0].Value("X-Forwarded-Prefix"));
        Assert.Equal("1.1 gateway", own.Value("Via"));
    }

    [Fact]
    public async Task RouteOfTheUsersOwn_Asked_NamesItselfInTheAccessLog()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/own/a"));

        var line = await gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access");
        Assert.Equal(("dev", "mine"), (line["Environment"], line["Repository"]));
    }

    [Fact]
    public async Task UpstreamOfAnOwnRoute_RefusesTheConnection_IsAnErrorOfTheGateway()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        await upstream.StopListeningAsync();

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/own/a"));

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task PathOfNoRouteAndNoRepository_Asked_ErrorNamesWhatIsMounted()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/nothing"));

        Assert.Equal((404, "unknown-repository"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("/files", response.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
        .Set("ReverseProxy:Routes:mine", new
        {
            ClusterId = "main",
            Match = new { Path = "/own/{**rest}" },
            Transforms = new[] { new Dictionary<string, string>(StringComparer.Ordinal) { ["PathRemovePrefix"] = "/own" } },
        })
        .ToString());
}
