using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>Each way in which an upstream fails is one word in the response, the metrics, the span and the log.</summary>
public sealed class UpstreamErrorTests : IDisposable
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly EndedSpans _spans = new();

    public static TheoryData<string, int, string> Failures => new()
    {
        { "name", 502, "upstream-dns-failed" },
        { "closed", 502, "upstream-connection-refused" },
        { "reset", 502, "upstream-reset" },
        { "silent", 504, "upstream-timeout" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Upstream_Fails_IsTheSameWordEverywhere(string way, int status, string code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(way == "silent" ? Fault.Hang(new Gate()) : Fault.ResetBeforeResponse);
        if (way == "closed")
        {
            await upstream.StopListeningAsync();
        }

        await using var gateway = await GatewayHost.StartAsync(GatewaySettings
            .For(way == "name" ? new Uri("http://nowhere.invalid/") : upstream.Address)
            .Set("Gateway:TrustedProxies", new[] { "127.0.0.1" })
            .Set("Gateway:Upstreams:main:Resilience", new { Attempts = 1, AttemptTimeout = way == "silent" ? "00:00:00.3" : "00:00:30" })
            .ToString());

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address,
            $"GET /files/x HTTP/1.1\r\nHost: dev.example\r\ntraceparent: 00-{_trace}-{ActivitySpanId.CreateRandom()}-01\r\n\r\n");

        Assert.Equal((status, code), (response.Status, response.Value("X-Gateway-Error")));
        await Poll.UntilAsync(() => OwnAttempts().Count > 0, "the attempt has ended");
        var span = Assert.Single(OwnAttempts());
        Assert.Equal((code, "d1"), (span.GetTagItem("gateway.error"), span.GetTagItem("gateway.destination")));
        var line = await gateway.Log.WaitForAsync(entry => entry.Message.StartsWith("Attempt 1 at main", StringComparison.Ordinal));
        Assert.Contains($"failed: {code}", line.Message, StringComparison.Ordinal);
        var metrics = await gateway.Client.GetStringAsync(new Uri(gateway.Admin!, "/metrics"), TestContext.Current.CancellationToken);
        Assert.Matches($"gateway_upstream_attempts_total\\{{[^}}]*outcome=\"{code}\"", metrics);
        Assert.Matches($"gateway_errors_total\\{{[^}}]*error=\"{code}\"", metrics);
    }

    private IReadOnlyList<Activity> OwnAttempts() => _spans.Of(_trace.ToHexString(), "gateway.attempt");

    public void Dispose() => _spans.Dispose();
}
