using System.Globalization;
using System.Text;
using Gateway.IntegrationTests.Telemetry.Otlp;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What a collector receives. Every test has traces of its own id, since spans of all gateways in the process are heard.</summary>
[Collection(nameof(TraceTests))]
public sealed class ExportTests
{
    private readonly string _trace = Guid.NewGuid().ToString("n");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequestServed_CollectorConfigured_TracesMetricsAndLogsArrive(bool isGrpc)
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc);
        await using var upstream = await UpstreamAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address, isGrpc).ToString());

        await AskAsync(gateway, "/files/exported", sampled: true);
        await collector.TraceAsync(_trace, IsServer);
        await gateway.DisposeAsync();
        var spans = collector.Spans.Where(span => span.TraceId == _trace).ToList();

        var server = spans.Single(IsServer);
        var attempt = spans.Single(span => span.Name == "gateway.attempt");
        var cache = spans.Single(span => span.Name == "gateway.cache");
        Assert.Equal(("dev", "files", "main"), (server["gateway.environment"], server["gateway.repository"], server["gateway.upstream"]));
        Assert.Equal((cache["gateway.cache.status"], cache["gateway.cache.reason"]),
            (server["gateway.cache.status"], server["gateway.cache.reason"]));
        Assert.Equal((server.SpanId, 16), (cache.ParentSpanId, cache["gateway.cache.key_hash"]!.Length));
        Assert.Equal(("main", "d1", "1", "answered", "200"), (attempt["gateway.upstream"], attempt["gateway.destination"],
            attempt["gateway.attempt"], attempt["gateway.outcome"], attempt["http.response.status_code"]));
        await Poll.UntilAsync(() => collector.MetricNames.Contains("gateway.cache.requests", StringComparer.Ordinal), "metrics are there");
        Assert.Contains("http.server.request.duration", collector.MetricNames, StringComparer.Ordinal);
        await Poll.UntilAsync(() => collector.Lines.Any(line => line.TraceId == _trace), "the access line is there");
        Assert.Contains(collector.Lines, line => line.TraceId == _trace && line.Body.Contains("/files/exported", StringComparison.Ordinal));
    }

    /// <summary>The picture in docs/telemetry.md is this trace.</summary>
    [Fact]
    public async Task StoppedUpstream_Asked_IsExplainedByItsTraceAlone()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        await upstream.StopListeningAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address).ToString());

        await AskAsync(gateway, "/files/x", sampled: true);
        await gateway.DisposeAsync();

        var spans = collector.Spans.Where(span => span.TraceId == _trace).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(Tree(spans, parent: "00f067aa0ba902b7", depth: 0));
        var attempt = spans.Single(span => span.Name == "gateway.attempt");
        Assert.Equal(("main", "d1", upstream.Address.AbsoluteUri),
            (attempt["gateway.upstream"], attempt["gateway.destination"], attempt["server.address"]));
        Assert.Equal(("upstream-connection-refused", 2), (attempt["gateway.error"], attempt.StatusCode));
        var server = spans.Single(IsServer);
        Assert.Equal(("dev", "upstream-connection-refused"), (server["gateway.environment"], server["gateway.error"]));
    }

    [Theory]
    [InlineData("/files/error", true)]
    [InlineData("/files/refused", true)]
    [InlineData("/files/slow", true)]
    [InlineData("/files/good", false)]
    public async Task RatioZero_RequestEnds_IsKeptWhenItWasAnErrorOrSlow(string target, bool isKept)
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        var gate = new Gate();
        upstream.On("/error", Reply.With(500));
        upstream.On("/refused", Fault.ResetBeforeResponse);
        upstream.On("/slow", Reply.After(gate, Reply.With(200)));
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address)
            .Set("Gateway:Telemetry:TraceSampling", 0).Set("Gateway:Telemetry:SlowRequest", "00:00:00.300").ToString());

        var answer = AskAsync(gateway, target, sampled: false);
        if (target == "/files/slow")
        {
            await gate.ArrivedAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, TestContext.Current.CancellationToken);
            gate.Open();
        }

        await answer;
        await gateway.DisposeAsync();

        var spans = collector.Spans.Where(span => span.TraceId == _trace).ToList();
        Assert.Equal(isKept, spans.Exists(IsServer));
        Assert.Equal(isKept, spans.Exists(span => span.Name == "gateway.attempt"));
    }

    [Fact]
    public async Task TwoEnvironments_DifferentRatios_OnlyOneIsKept()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address)
            .Environment("quiet", "quiet.example")
            .Environment("loud", "loud.example")
            .Set("Gateway:Environments:quiet:TraceSampling", 0)
            .ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", "/files/x", "quiet.example"));
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", "/files/x", "loud.example"));
        await gateway.DisposeAsync();

        Assert.Contains(collector.Spans, span => span["gateway.environment"] == "loud");
        Assert.DoesNotContain(collector.Spans, span => span["gateway.environment"] == "quiet");
    }

    [Fact]
    public async Task SecretsInTheRequest_Exported_AreInNothingThatIsSent()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address)
            .Set("Gateway:Environments:dev:LogLevel", "Trace").ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(
            "/files/x?token=hunter2", "Authorization: Bearer hunter2", "Cookie: a=hunter2", Traceparent(sampled: true)));
        await gateway.DisposeAsync();

        Assert.Contains(collector.Spans, span => span.TraceId == _trace && IsServer(span));
        Assert.DoesNotContain(collector.Bodies, body => Encoding.Latin1.GetString(body).Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ScrapeOfTheAdminListener_Exported_IsNoTrace()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address).ToString());

        await RawHttpClient.ExchangeAsync(gateway.Admin!, RawRequest.Of("GET", "/metrics", "localhost", Traceparent(sampled: true)));
        await gateway.DisposeAsync();

        Assert.DoesNotContain(collector.Spans, span => span.TraceId == _trace);
    }

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
    public async Task CollectorNeverAnswers_ManyRequests_AreServedAtOnce()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        var gate = new TaskCompletionSource();
        collector.Delay = gate.Task;
        await using var upstream = await UpstreamAsync();
        await using var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address).ToString());
        for (var i = 0; i < 20; i++)
        {
            var target = string.Create(CultureInfo.InvariantCulture, $"/files/{i}");
            Assert.Equal(200, (await AskAsync(gateway, target, sampled: true)).Status);
        }

        Assert.DoesNotContain(gateway.Log.Entries, line => line.Level > LogLevel.Information && line.Category == "Gateway.Access");
        gate.SetResult();
    }

    private static string Tree(IReadOnlyList<OtlpSpan> spans, string parent, int depth) => string.Concat(spans
        .Where(span => span.ParentSpanId == parent)
        .Select(span => $"{new string(' ', depth * 2)}{span.Name} ({span.StatusCode}) "
            + string.Join(' ', span.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}")) + "\n"
            + Tree(spans, span.SpanId, depth + 1)));

    private static bool IsServer(OtlpSpan span) => span["gateway.environment"] is not null && span["gateway.cache.key_hash"] is null;

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
