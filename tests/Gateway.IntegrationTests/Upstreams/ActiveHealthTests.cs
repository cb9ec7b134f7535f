using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>Health checks with conditions of their own; a change is one line, and its reason is seen on the admin listener.</summary>
public sealed class ActiveHealthTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<int, string, string> Answers => new()
    {
        // what the first destination answers, and the reason for taking it out
        { 500, "ok", "2 health checks in a row failed, the last one: status 500" },
        { 200, "starting", "2 health checks in a row failed, the last one: the body does not contain 'ok'" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Check_IsNotAnsweredAsItMust_DestinationIsOutAfterTwoAndBackAfterThree(int status, string body, string reason)
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(Checked, clock);
        served.First.Otherwise(Reply.With(200, "first"));
        served.First.On("/health", Reply.With(200, "ok"));
        served.Second.On("/health", Reply.With(200, "ok"));
        await RoundsAsync(served, clock, 3);
        var began = clock.GetUtcNow();
        served.First.On("/health", Reply.With(status, body));

        await RoundsAsync(served, clock, 1);
        Assert.Equal("first", (await served.GetAsync()).Text);
        await RoundsAsync(served, clock, 1);
        await Poll.UntilAsync(async () => (await served.GetAsync()).Text == "second", Poll.Patience, "the destination is out");

        var (healthy, shown, since) = await FirstAsync(served);
        Assert.Equal((false, reason), (healthy, shown));
        Assert.InRange(since, began, clock.GetUtcNow());
        served.First.On("/health", Reply.With(200, "ok"));
        await RoundsAsync(served, clock, 2);
        Assert.False((await FirstAsync(served)).Healthy);
        await RoundsAsync(served, clock, 1);
        await Poll.UntilAsync(async () => (await served.GetAsync()).Text == "first", Poll.Patience, "the destination is back");
        Assert.Equal(
            [$"Destination d1 of main is left alone: {reason}.",
                "Destination d1 of main is asked again: 3 health checks in a row were answered well."],
            served.Gateway.Log.Entries.Select(entry => entry.Message)
                .Where(line => line.StartsWith("Destination d1", StringComparison.Ordinal)),
            StringComparer.Ordinal);
        Assert.DoesNotContain(
            served.Gateway.Log.Entries, entry => entry.Category.EndsWith("ActiveHealthCheckMonitor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChecksLeaveTooFew_PanicThresholdIsSet_AllAreAsked()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => Checked(settings).Set("Gateway:Upstreams:main:Health:PanicThreshold", 0.6), clock);
        served.First.Otherwise(Reply.With(200, "first"));
        served.First.On("/health", Reply.With(503));
        served.Second.On("/health", Reply.With(200, "ok"));

        await RoundsAsync(served, clock, 3);
        await Poll.UntilAsync(async () => !(await FirstAsync(served)).Healthy, Poll.Patience, "the check has failed");

        Assert.Equal("first", (await served.GetAsync()).Text);
    }

    private static GatewaySettings Checked(GatewaySettings settings) => settings
        .Set("ReverseProxy:Clusters:main:HealthCheck:Active", new { Enabled = true, Interval = Interval.ToString(), Timeout = "00:00:05" })
        .Set("Gateway:Upstreams:main:Health", new { Contains = "ok", UnhealthyThreshold = 2, HealthyThreshold = 3 });

    /// <summary>So many rounds of checks; each is over before the next begins.</summary>
    private static async Task RoundsAsync(TwoDestinations served, ManualClock clock, int count)
    {
        for (var round = 0; round < count; round++)
        {
            var (first, second) = (served.First.RequestsTo("/health").Count, served.Second.RequestsTo("/health").Count);
            await Poll.UntilAsync(
                () =>
                {
                    clock.Advance(Interval / 2);
                    return served.First.RequestsTo("/health").Count > first && served.Second.RequestsTo("/health").Count > second;
                },
                "both destinations are checked");
        }
    }

    private static async Task<(bool Healthy, string? Reason, DateTimeOffset Since)> FirstAsync(TwoDestinations served)
    {
        var text = await served.Gateway.Client.GetStringAsync(new Uri(served.Gateway.Admin!, "/api/upstreams"), Cancelled);
        using var document = JsonDocument.Parse(text);
        var first = document.RootElement[0].GetProperty("destinations").EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == "d1");
        return (
            first.GetProperty("healthy").GetBoolean(),
            first.GetProperty("reason").GetString(),
            first.GetProperty("since").GetDateTimeOffset());
    }
}
