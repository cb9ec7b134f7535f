using System.Text;
using Gateway.IntegrationTests.Security;
using Gateway.IntegrationTests.Telemetry.Otlp;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>What a collector receives. Every test has traces of its own id, since spans of all gateways in the process are heard.</summary>
[Collection(nameof(TraceTests))]
public sealed class ExportTests
{
    /// <summary>The span of whoever asks.</summary>
    private const string Parent = "00f067aa0ba902b7";

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PackageAskedWithAToken_Exported_SpanSaysWhoAskedForWhat(bool isGrpc)
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc);
        await using var upstream = await UpstreamAsync();
        var policy = new
        {
            Anonymous = "none",
            Tokens = new[] { AccessSettings.Token("ci-main", "hunter2-token", ["reader"]) },
            Roles = new { reader = new { Grants = new[] { AccessSettings.Grant(["npm"], ["*"], "read") } } },
        };
        var gateway = await GatewayHost.StartAsync(Settings(upstream, collector.Address, isGrpc)
            .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
            .Set(AccessSettings.Policy, policy).ToString());

        var answer = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(
            "/npm/@corp%2flib/-/lib-1.2.3.tgz", Traceparent(sampled: true), AccessSettings.Bearer("hunter2-token")));
        await gateway.DisposeAsync();

        Assert.Equal(200, answer.Status);
        var server = collector.Spans.Single(span => span.TraceId == _trace && IsServer(span));
        Assert.Equal(("ci-main", "reader", "@corp/lib", "1.2.3"), (server["gateway.identity"], server["gateway.role"],
            server["gateway.package.name"], server["gateway.package.version"]));
        Assert.Equal(("npm", "main"), (server["gateway.repository"], server["gateway.upstream"]));
        Assert.DoesNotContain(collector.Bodies, body => Encoding.Latin1.GetString(body).Contains("hunter2", StringComparison.Ordinal));
    }

    /// <summary>The picture in docs/telemetry.md is this trace; it is written where GATEWAY_SCREENSHOTS names a folder.</summary>
    [Fact]
    public async Task StoppedUpstream_Asked_IsExplainedByItsTraceAlone()
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc: false);
        await using var upstream = await UpstreamAsync();
        await using var replica = await UpstreamAsync();
        await upstream.StopListeningAsync();
        await replica.StopListeningAsync();
        var gateway = await GatewayHost.StartAsync(
            Settings(upstream, collector.Address).Cluster("main", upstream.Address, replica.Address).ToString());

        await AskAsync(gateway, "/files/report.pdf", sampled: true);
        await gateway.DisposeAsync();

        var spans = collector.Spans.Where(span => span.TraceId == _trace).ToList();
        await SaveAsync("stopped-upstream.svg", TracePicture.Draw(spans, Parent));
        var attempts = spans.Where(span => span.Name == "gateway.attempt").OrderBy(span => span.Start).ToList();
        Assert.Equal(
            [("main", "d1", upstream.Address.AbsoluteUri), ("main", "d2", replica.Address.AbsoluteUri)],
            attempts.Select(attempt => (attempt["gateway.upstream"], attempt["gateway.destination"], attempt["server.address"])));
        Assert.All(attempts, attempt => Assert.Equal(("upstream-connection-refused", 2), (attempt["gateway.error"], attempt.StatusCode)));
        var server = spans.Single(IsServer);
        Assert.Equal(
            ("dev", "upstream-connection-refused", 2), (server["gateway.environment"], server["gateway.error"], server.StatusCode));
        Assert.Equal("uri-miss", spans.Single(span => span.Name == "gateway.cache")["gateway.cache.reason"]);
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

    private static async Task SaveAsync(string name, string text)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
        }
    }

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

    private string Traceparent(bool sampled) => $"traceparent: 00-{_trace}-{Parent}-{(sampled ? "01" : "00")}";

    private Task<RawResponse> AskAsync(GatewayHost gateway, string target, bool sampled) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target, Traceparent(sampled)));
}
