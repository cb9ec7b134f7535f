using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Telemetry;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Caching;

/// <summary>What the answer, the trace and the log say of one request is the same.</summary>
public sealed class ReasonTests(CacheHost host) : IClassFixture<CacheHost>
{
    private const string Fresh = "max-age=60, stale-if-error=600, stale-while-revalidate=30";

    /// <summary>Scenario, seconds that pass before the request, its fields, the word, the reason.</summary>
    public static TheoryData<string, int, string, string, string?> Rows => new()
    {
        { "a fresh entry", 0, "", "HIT", null },
        { "an entry being replaced", 61, "", "UPDATING", "stale-while-revalidate" },
        { "an entry confirmed", 600, "", "REVALIDATED", "stale" },
        { "an entry confirmed on demand", 0, "Cache-Control: no-cache", "REVALIDATED", "request-no-cache" },
        { "an entry taken stale", 600, "Cache-Control: max-stale", "STALE", "request-max-stale" },
        { "a request for the cache only", 600, "Cache-Control: only-if-cached", "MISS", "only-if-cached" },
        { "a condition for the origin", 0, "If-Match: \"v\"", "BYPASS", "request-precondition" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task StoredEntry_Asked_HeaderSpanAndLogNameOneReason(
        string scenario, int seconds, string field, string word, string? reason)
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", Fresh), ("ETag", "\"v\"")));
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        host.On(path, host.Dated(304, "", ("Cache-Control", Fresh), ("ETag", "\"v\"")));

        await CheckAsync(scenario, path, field, word, reason);
    }

    /// <summary>Scenario, the upstream's Cache-Control, the word, the reason.</summary>
    public static TheoryData<string, string, string, string> ColdRows => new()
    {
        { "a miss", "max-age=60", "MISS", "uri-miss" },
        { "an answer that may not be stored", "no-store", "BYPASS", "response-no-store" },
        { "an answer for one", "private", "BYPASS", "private" },
        { "an answer without lifetime", "foo", "BYPASS", "no-freshness" },
    };

    [Theory]
    [MemberData(nameof(ColdRows))]
    public async Task NothingStored_Asked_HeaderSpanAndLogNameOneReason(string scenario, string control, string word, string reason)
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", control)));

        await CheckAsync(scenario, path, "", word, reason);
    }

    [Fact]
    public async Task OneClientInsistsWhileTheUpstreamFails_Others_StillGetTheStaleAnswer()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", "max-age=60, stale-if-error=600")));
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        host.On(path, host.Dated(503, "down"));

        var insisting = await host.GetAsync($"/plain{path}", "Cache-Control: no-cache");
        var other = await host.GetAsync($"/plain{path}");

        Assert.Equal(503, insisting.Status);
        Assert.Equal((200, "STALE", "a"), (other.Status, other.Value("X-Cache-Status"), other.Text));
    }

    [Fact]
    public async Task KeyRememberedAsUncacheable_Asked_HeaderSpanAndLogNameOneReason()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", "no-store")));
        await host.GetAsync($"/plain{path}");

        await CheckAsync("remembered", path, "", "BYPASS", "response-no-store");
    }

    [Fact]
    public async Task UpstreamBreaks_NothingStored_HeaderSpanAndLogNameOneReason()
    {
        var path = host.NewPath();
        host.On(path, Fault.ResetBeforeResponse);

        await CheckAsync("broken", path, "", "MISS", "uri-miss");
    }

    [Fact]
    public async Task UpstreamBreaks_StaleStored_HeaderSpanAndLogNameOneReason()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", ("Cache-Control", Fresh)));
        await host.GetAsync($"/plain{path}");
        host.Clock.Advance(TimeSpan.FromSeconds(100));
        host.On(path, Fault.ResetBeforeResponse);

        await CheckAsync("broken", path, "", "STALE", "stale-if-error");
    }

    private async Task CheckAsync(string scenario, string path, string field, string word, string? reason)
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewaySource.Name || source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var parent = $"traceparent: 00-{trace}-{ActivitySpanId.CreateRandom()}-01";
        var answer = await host.GetAsync($"/plain{path}", field.Length > 0 ? [parent, field] : [parent]);

        Assert.Equal(word, answer.Value("X-Cache-Status"));
        Assert.Equal(reason, ReasonOf(answer, word));
        var logged = await host.Gateway.Log.WaitForAsync(entry =>
            entry.Category == "Gateway.Access" && entry.TraceId == trace.ToHexString());
        var own = spans.Where(span => span.TraceId == trace).ToList();
        Assert.Equal(reason, logged["Reason"]);
        var span = Assert.Single(own, span => span.OperationName == GatewaySource.CacheSpan);
        Assert.Equal(
            (scenario, word, reason),
            (scenario, (string?)span.GetTagItem(GatewaySource.Tag.CacheStatus), (string?)span.GetTagItem(GatewaySource.Tag.CacheReason)));
    }

    /// <summary>The reason in <c>Cache-Status</c>: its detail, or why the request went forward where that says all.</summary>
    private static string? ReasonOf(RawResponse answer, string word)
    {
        var parameters = answer.Value("Cache-Status")!.Split("; ").Select(part => part.Split('=', 2)).ToDictionary(
            pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);
        return word == "HIT" ? null : parameters.GetValueOrDefault("detail") ?? parameters.GetValueOrDefault("fwd");
    }
}
