using System.Globalization;
using Gateway.IntegrationTests.Telemetry.Otlp;
using Gateway.Telemetry.Export;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>A collector that is away or slow costs no request, is told once, and what waits for it is bounded.</summary>
[Collection(nameof(TraceTests))]
public sealed class BadCollectorTests
{
    private readonly string _trace = Guid.NewGuid().ToString("n");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CollectorIsDown_ManyRequests_AreServedAndItIsToldOnce(bool isGrpc)
    {
        var collector = await OtlpReceiver.StartAsync(isGrpc);
        var address = collector.Address;
        await collector.DisposeAsync();
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(Settings(upstream, address, isGrpc).ToString());

        Assert.Equal(200, (await AskAsync(gateway, "/files/a", sampled: true)).Status);
        await gateway.Log.WaitForAsync(line => line.EventId.Id == 1002);
        Assert.Equal(200, (await AskAsync(gateway, "/files/b", sampled: true)).Status);

        Assert.Single(gateway.Log.Entries, line => line.EventId.Id == 1002 && line["Signal"] is "traces");
    }

    [Fact]
    public async Task CollectorTooSlow_MoreSpansThanMayWait_AreServedAtOnceAndDroppedAndToldOnce()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        var gate = new TaskCompletionSource();
        collector.Delay = gate.Task;
        await using var upstream = await UpstreamAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address).ToString());
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        await Poll.UntilAsync(
            async () =>
            {
                await AskAsync(client, 100);
                return Told(gateway) > 0;
            },
            Poll.Patience,
            "it is told");
        await AskAsync(client, 100);

        Assert.Equal(1, Told(gateway));
        Assert.InRange(await DroppedAsync(gateway), 100, long.MaxValue);
        gate.SetResult();
        await gateway.DisposeAsync();
        Assert.InRange(collector.Spans.Count(span => span.TraceId == _trace), 1, ExportWatch.MostWaiting);
    }

    private async Task AskAsync(RawHttpClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.SendAsync(RawRequest.Get("/files/x", Traceparent(sampled: true)));
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        }
    }

    private static int Told(GatewayHost gateway) =>
        gateway.Log.Entries.Count(line => line.EventId.Id == 1002 && line["Signal"] is "traces");

    private static async Task<long> DroppedAsync(GatewayHost gateway)
    {
        const string Sample = "gateway_telemetry_dropped_total{signal=\"traces\"} ";
        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/metrics"), TestContext.Current.CancellationToken);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Sample, StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line[Sample.Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<FakeUpstream> UpstreamAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        return upstream;
    }

    private static GatewaySettings Settings(FakeUpstream upstream, Uri collector, bool isGrpc = false) =>
        GatewaySettings.For(upstream.Address).Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }).Set(
            "Gateway:Telemetry:Otlp", new { Endpoint = collector.AbsoluteUri, Protocol = isGrpc ? "Grpc" : "HttpProtobuf" });

    private string Traceparent(bool sampled) => $"traceparent: 00-{_trace}-00f067aa0ba902b7-{(sampled ? "01" : "00")}";

    private Task<RawResponse> AskAsync(GatewayHost gateway, string target, bool sampled) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target, Traceparent(sampled)));
}
