using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>Each way in which an upstream fails is one word in the response, the metrics, the span of the attempt and the log.</summary>
public sealed class UpstreamErrorTests : IDisposable
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly EndedSpans _spans = new();

    public static TheoryData<string, int, string> Failures => new()
    {
        { "name does not resolve", 502, "upstream-dns-failed" },
        { "takes no connection", 502, "upstream-connection-refused" },
        { "resets before the head", 502, "upstream-reset" },
        { "closes before the head", 502, "upstream-reset" },
        { "is no HTTP", 502, "upstream-invalid-response" },
        { "changes the protocol unasked", 502, "upstream-invalid-response" },
        { "has no status", 502, "upstream-invalid-response" },
        { "says two lengths", 502, "upstream-invalid-response" },
        { "has a head without end", 502, "upstream-invalid-response" },
        { "is silent", 504, "upstream-timeout" },
        { "is silent for the total", 504, "upstream-timeout" },
        { "does not answer connections", 504, "upstream-timeout" },
        { "speaks no TLS", 502, "upstream-tls-failed" },
        { "certificate expired", 502, "upstream-certificate-expired" },
        { "certificate not yet valid", 502, "upstream-certificate-not-yet-valid" },
        { "certificate of another name", 502, "upstream-certificate-name" },
        { "certificate untrusted", 502, "upstream-certificate-untrusted" },
        { "certificate not for servers", 502, "upstream-certificate-usage" },
        { "certificate without its intermediate", 502, "upstream-certificate-incomplete" },
        { "certificate revoked", 502, "upstream-certificate-revoked" },
        { "revocation cannot be asked", 502, "upstream-revocation-unknown" },
        { "wants a client certificate", 502, "upstream-client-certificate-required" },
        { "refuses the client certificate", 502, "upstream-client-certificate-refused" },
    };

    public static TheoryData<string, string> Breaks => new()
    {
        { "resets within the body", "upstream-reset" },
        { "closes within the body", "upstream-reset" },
        { "breaks its chunks", "upstream-invalid-response" },
        { "is silent within the body", "upstream-timeout" },
    };

    public void Dispose() => _spans.Dispose();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Upstream_Fails_IsTheSameWordEverywhere(string fault, int status, string code)
    {
        await using var upstream = await FaultyUpstream.StartAsync(fault);
        await using var gateway = await StartAsync(upstream);

        var response = await AskAsync(gateway);

        Assert.Equal((status, code), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Equal("application/problem+json", response.Value("Content-Type"));
        using var problem = System.Text.Json.JsonDocument.Parse(response.Text);
        Assert.StartsWith($"{code}: ", problem.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(_trace.ToHexString(), problem.RootElement.GetProperty("traceId").GetString());
        var attempt = await AttemptIsToldAsync(gateway, code);
        Assert.Null(attempt.GetTagItem("http.response.status_code"));
        Assert.Matches($"gateway_errors_total\\{{[^}}]*error=\"{code}\"", await MetricsAsync(gateway));
    }

    /// <summary>The head is out: the client sees the break, and everybody else the word.</summary>
    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task UpstreamsBody_Breaks_IsTheSameWordEverywhereButInTheAnswer(string fault, string code)
    {
        await using var upstream = await FaultyUpstream.StartAsync(fault);
        await using var gateway = await StartAsync(upstream);

        await BrokenOff.IsSeenAsync(AskAsync(gateway));

        var attempt = await AttemptIsToldAsync(gateway, code);
        Assert.Equal(200, attempt.GetTagItem("http.response.status_code"));
    }

    private static Task<GatewayHost> StartAsync(FaultyUpstream upstream) => GatewayHost.StartAsync(
        upstream.Settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }).ToString());

    private Task<RawResponse> AskAsync(GatewayHost gateway) => RawHttpClient.ExchangeAsync(
        gateway.Address,
        RawRequest.Get("/files/x", $"traceparent: 00-{_trace}-{ActivitySpanId.CreateRandom()}-01"));

    private async Task<Activity> AttemptIsToldAsync(GatewayHost gateway, string code)
    {
        await Poll.UntilAsync(() => OwnAttempts().Count > 0, "the attempt has ended");
        var span = Assert.Single(OwnAttempts());
        Assert.Equal(
            (code, code, "main", "d1", 1, ActivityStatusCode.Error),
            (span.GetTagItem("gateway.error"), span.GetTagItem("gateway.outcome"), span.GetTagItem("gateway.upstream"),
                span.GetTagItem("gateway.destination"), span.GetTagItem("gateway.attempt"), span.Status));
        var line = await gateway.Log.WaitForAsync(entry => entry.Message.StartsWith("Attempt 1 at main", StringComparison.Ordinal));
        Assert.Contains($"failed: {code}", line.Message, StringComparison.Ordinal);
        Assert.Matches(
            $"gateway_upstream_attempts_total\\{{[^}}]*destination=\"d1\"[^}}]*outcome=\"{code}\"[^}}]*upstream=\"main\"",
            SortedLabels(await MetricsAsync(gateway)));
        return span;
    }

    // The order of labels is the exporter's business.
    private static string SortedLabels(string metrics) => string.Join('\n', metrics.Split('\n').Select(line =>
        line.Split('{', '}') is [var name, var labels, _] ? $"{name}{{{string.Join(',', labels.Split(',').Order(StringComparer.Ordinal))}}}"
            : line));

    private static Task<string> MetricsAsync(GatewayHost gateway) =>
        gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/metrics"), TestContext.Current.CancellationToken);

    private IReadOnlyList<Activity> OwnAttempts() => _spans.Of(_trace.ToHexString(), "gateway.attempt");
}
