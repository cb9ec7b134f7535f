using System.Text;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class ExportTests
{
    [Fact]
    public async Task EndpointConfigured_RequestServed_TracesAndMetricsArriveThere()
    {
        await using var collector = await FakeUpstream.StartAsync();
        collector.Otherwise(Reply.With(200));
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Telemetry:Otlp", new { Endpoint = collector.Address.AbsoluteUri, Protocol = "HttpProtobuf" })
            .ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/exported"));
        await gateway.DisposeAsync();

        var traces = (await collector.ReceivedAsync("/v1/traces"))[0];
        await collector.ReceivedAsync("/v1/metrics");
        Assert.Equal(("POST", "application/x-protobuf"), (traces.Method, traces.Value("Content-Type")));
        var spans = Encoding.Latin1.GetString((await traces.Body).FirstBytes);
        Assert.Contains("gateway.attempt", spans, StringComparison.Ordinal);
        Assert.Contains("gateway.environment", spans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CollectorIsDown_RequestServed_GatewayStopsAsWell()
    {
        var collector = await FakeUpstream.StartAsync();
        await collector.DisposeAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Telemetry:Otlp", new { Endpoint = collector.Address.AbsoluteUri, Protocol = "HttpProtobuf" })
            .ToString());

        Assert.Equal(200, (await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"))).Status);
    }
}
