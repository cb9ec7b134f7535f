using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class CapacityTests
{
    [Fact]
    public async Task Upstream_HasAsManyRequestsAsItMay_OneMoreIsRefusedWhenItsPatienceEnds()
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Limited, clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        var first = served.GetAsync("/files/1");
        await gate.ArrivedAsync();

        var second = served.GetAsync("/files/2");
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return second.IsCompleted;
            },
            "the second has waited long enough");

        Assert.Equal((503, "upstream-overloaded"), ((await second).Status, (await second).Value("X-Gateway-Error")));
        Assert.Equal("1", (await second).Value("Retry-After"));
        gate.Open();
        Assert.Equal("first", (await first).Text);
        Assert.Equal("first", (await served.GetAsync("/files/3")).Text);
    }

    [Fact]
    public async Task Upstream_AnswersInTime_WhoWaitedIsServed()
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Limited, clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        var first = served.GetAsync("/files/1");
        await gate.ArrivedAsync();
        var second = served.GetAsync("/files/2");

        gate.Open();

        Assert.Equal(("first", "first"), ((await first).Text, (await second).Text));
        Assert.Equal(1, served.First.MostConcurrentRequests);
    }

    private static GatewaySettings Limited(GatewaySettings settings) => settings
        .Set("Gateway:Upstreams:main:Resilience:MaxConcurrentRequests", 1)
        .Set("Gateway:Upstreams:main:Resilience:QueueLength", 10)
        .Set("Gateway:Upstreams:main:Resilience:QueueTimeout", "00:00:01");
}
