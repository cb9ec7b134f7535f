using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.IntegrationTests.Upstreams;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>One trace answers: which environment, why not a hit, which destinations were tried and why each failed.</summary>
/// <remarks>Not beside another test that records spans: who listens decides for the whole process whether a span is kept.</remarks>
[Collection(nameof(TraceTests))]
public sealed class TraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Gateway" or "Microsoft.AspNetCore" or "System.Net.Http" or "Yarp.ReverseProxy",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Of this test's trace: other tests run beside it.</summary>
    private IReadOnlyList<Activity> Spans => [.. _ended.Where(span => span.TraceId == _trace)];

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task FirstDestination_Fails_OneTraceTellsBothAttempts()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);
        served.First.Otherwise(Reply.With(503));

        await served.SendAsync(RawRequest.Get("/files/x", Traceparent()));
        var server = await ServerSpanAsync();

        Assert.Equal(("dev", "files", "main"),
            (Tag(server, "gateway.environment"), Tag(server, "gateway.repository"), Tag(server, "gateway.upstream")));
        Assert.Equal("BYPASS", Tag(server, "gateway.cache.status"));
        Assert.NotNull(Tag(server, "gateway.cache.reason"));
        var cache = Assert.Single(Spans, span => span.OperationName == "gateway.cache");
        Assert.Equal(server.SpanId, cache.ParentSpanId);
        var attempts = Spans.Where(span => span.OperationName == "gateway.attempt").ToList();
        Assert.Equal(["1", "2"], attempts.Select(span => Tag(span, "gateway.attempt")), StringComparer.Ordinal);
        Assert.Equal(["d1", "d2"], attempts.Select(span => Tag(span, "gateway.destination")), StringComparer.Ordinal);
        Assert.Equal(["status-5xx", "answered"], attempts.Select(span => Tag(span, "gateway.outcome")), StringComparer.Ordinal);
        Assert.Equal(["503", "200"], attempts.Select(span => Tag(span, "http.response.status_code")), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Destination_RefusesTheConnection_IsTheReasonOfItsAttempt()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);
        await served.First.StopListeningAsync();

        await served.SendAsync(RawRequest.Of("GET", "/files/x", GatewaySettings.DevHost, Traceparent()));
        await ServerSpanAsync();

        var failed = Spans.First(span => span.OperationName == "gateway.attempt");
        Assert.Equal(ActivityStatusCode.Error, failed.Status);
        Assert.Equal("upstream-connection-refused", Tag(failed, "gateway.error"));
        Assert.Equal(served.First.Address.AbsoluteUri, Tag(failed, "server.address"));
    }

    [Fact]
    public async Task StoredAnswer_Served_TellsItsStatusAndHasNoAttempt()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);
        served.First.Otherwise(Reply.With(200, "kept", ("Cache-Control", "max-age=60")));
        await served.GetAsync();
        await Poll.UntilAsync(async () =>
            (await served.GetAsync()).Value("X-Cache-Status") == "HIT", Poll.Patience, "the answer is stored");

        await served.SendAsync(RawRequest.Get("/files/x", Traceparent()));
        var server = await ServerSpanAsync();

        Assert.Equal("HIT", Tag(server, "gateway.cache.status"));
        Assert.Contains(Spans, span => span.OperationName == "gateway.cache" && Tag(span, "gateway.cache.status") == "HIT");
        Assert.DoesNotContain(Spans, span => span.OperationName == "gateway.attempt");
    }

    [Fact]
    public async Task ErrorOfTheGateway_Answered_IsOnTheServerSpan()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);

        await served.SendAsync(RawRequest.Get("/nothing", Traceparent()));

        Assert.Equal("unknown-repository", Tag(await ServerSpanAsync(), "gateway.error"));
    }

    [Fact]
    public async Task Body_BreaksMidway_IsToldByItsAttempt()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);
        served.First.Otherwise(Fault.ResetMidBody("part"u8.ToArray(), 1000));

        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync(RawRequest.Of("POST", "/files/x", GatewaySettings.DevHost, "Content-Length: 0", Traceparent()));
        await Poll.UntilAsync(() => Spans.Any(span => span.OperationName == "gateway.attempt"), "the attempt has ended");

        Assert.Equal("upstream-reset", Tag(Spans.Single(span => span.OperationName == "gateway.attempt"), "gateway.error"));
    }

    [Fact]
    public async Task SampledRequest_Measured_IsAnExemplarInOpenMetrics()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Trusting);
        await served.SendAsync(RawRequest.Get("/files/x", Traceparent()));
        await ServerSpanAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Gateway.Admin!, "/metrics"));
        request.Headers.Add("Accept", "application/openmetrics-text");
        using var response = await served.Gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains(text.Split('\n'), line =>
            line.StartsWith("http_server_request_duration_seconds_bucket{", StringComparison.Ordinal)
                && line.Contains($"# {{trace_id=\"{_trace}\"", StringComparison.Ordinal));

        // Prometheus refuses the whole scrape when a gauge has one.
        Assert.All(
            text.Split('\n').Where(line => line.Contains(" # {", StringComparison.Ordinal)),
            line => Assert.Matches("^[a-z_]+(_bucket|_total)[{ ]", line));
    }

    /// <summary>Only a trusted peer says to which trace a request belongs.</summary>
    private static GatewaySettings Trusting(GatewaySettings settings) => settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.1" });

    private static string? Tag(Activity span, string name) => span.GetTagItem(name)?.ToString();

    private string Traceparent() => $"traceparent: 00-{_trace}-{ActivitySpanId.CreateRandom()}-01";

    /// <summary>The gateway's own server span; the fake upstreams have theirs in this process too.</summary>
    private async Task<Activity> ServerSpanAsync()
    {
        bool IsGateways(Activity span) => span.Source.Name == "Microsoft.AspNetCore" && Tag(span, "gateway.environment") is not null;
        await Poll.UntilAsync(() => Spans.Any(IsGateways), "the server span has ended");
        return Spans.Single(IsGateways);
    }
}
