using Gateway.Environments;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class LoopTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task UpstreamIsTheGatewayItself_Asked_IsALoop(string method)
    {
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(new Uri("http://127.0.0.1:9/")).ToString());
        await gateway.ReconfigureAsync(GatewaySettings.For(new Uri(gateway.Address, "files/")).ToString());
        var state = gateway.Services.GetRequiredService<GatewayState>();
        await Poll.UntilAsync(() => state.Current.Snapshot.Revision == "2", "the second configuration is in force");

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of(method, "/files/x", GatewaySettings.DevHost));

        Assert.Equal((508, "loop-detected"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Theory]
    [InlineData("Via: 1.1 gateway (f0f0f0f0)", 200)]
    [InlineData("Via: 1.0 fred, 2 gateway (f0f0f0f0)", 200)]
    [InlineData("Via: 1.1 gateway", 508)]
    public async Task ViaOfAnotherGateway_Received_IsALoopOnlyWithoutItsComment(string via, int expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", via));

        Assert.Equal(expected, response.Status);
        Assert.Equal(expected == 200 ? 1 : 0, upstream.Requests.Count);
    }

    [Fact]
    public async Task TwoGateways_BehindEachOther_AnswerAndAreBothNamed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/a%2fb", Reply.With(200, "from the end"));
        await using var inner = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }).ToString());
        await using var outer = await GatewayHost.StartAsync(GatewaySettings.For(new Uri(inner.Address, "files")).ToString());

        var response = await RawHttpClient.ExchangeAsync(outer.Address, RawRequest.Get("/files/a%2fb"));

        Assert.Equal((200, "from the end"), (response.Status, response.Text));
        Assert.Equal("1.1 gateway, 1.1 gateway", string.Join(", ", response.Values("Via")));
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(2, string.Join(", ", request.Values("Via")).Split("gateway (").Length - 1);
        Assert.Equal((GatewaySettings.DevHost, "127.0.0.1"), (request.Value("X-Forwarded-Host"), request.Value("X-Real-IP")));
    }
}
