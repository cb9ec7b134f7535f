using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class BytesServedTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/files/x", 5L)]
    [InlineData("POST", "/files/x", 5L)]
    [InlineData("HEAD", "/files/x", 0L)]
    [InlineData("GET", "/own/x", 5L)]
    public async Task AnswerOfUnknownLength_PassesThrough_LineHasTheBytesOfItsBody(string method, string target, long bytes)
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await StartAsync(upstream);

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of(method, target, GatewaySettings.DevHost, "Content-Length: 0"));

        var line = await gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access");
        Assert.Equal(bytes, line["Bytes"]);
    }

    [Fact]
    public async Task StoredAnswer_AskedForWithHead_LineHasNoBytes()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello", ("Cache-Control", "max-age=60")));
        await using var gateway = await StartAsync(upstream);
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("HEAD", "/files/x", GatewaySettings.DevHost));

        var line = await gateway.Log.WaitForAsync(entry => entry.Category == "Gateway.Access" && entry["Method"] is "HEAD");
        Assert.Equal(0L, line["Bytes"]);
    }

    [Fact]
    public async Task AnswersThatAreNotStored_PassThrough_AreBytesOfTheUpstream()
    {
        await using var upstream = await UpstreamAsync();
        await using var gateway = await StartAsync(upstream);

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("POST", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("POST", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));

        await Poll.UntilAsync(
            async () => (await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/metrics"), Cancelled))
                .Contains("gateway_cache_bytes_served_total{source=\"upstream\"} 10", StringComparison.Ordinal),
            Poll.Patience,
            "ten bytes of the upstream");
    }

    private static async Task<FakeUpstream> UpstreamAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Fault.Raw(
            "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        return upstream;
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
        .Set("ReverseProxy:Routes:own", new { ClusterId = "main", Match = new { Path = "/own/{**rest}" } })
        .ToString());
}
