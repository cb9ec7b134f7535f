using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class HealthTests
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Reactivation = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ActiveProbe_Fails_DestinationIsTakenOutAndBackWhenItSucceeds()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(ProbedActively, clock);
        served.First.Otherwise(Reply.With(200, "first"));
        served.Second.On("/health", Reply.With(200));
        served.First.On("/health", Reply.With(503));

        await ProbeUntilAsync(served, clock, "second");

        served.First.On("/health", Reply.With(200));
        await ProbeUntilAsync(served, clock, "first");
    }

    [Fact]
    public async Task EveryProbe_Fails_ErrorSaysSoAndWhenToAskAgain()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => ProbedActively(settings).Set(
                "ReverseProxy:Clusters:main:HealthCheck:AvailableDestinationsPolicy", "HealthyAndUnknown"), clock);
        served.First.Otherwise(Reply.With(500));
        served.Second.Otherwise(Reply.With(500));

        await Poll.UntilAsync(
            async () =>
            {
                clock.Advance(ProbeInterval);
                return (await served.GetAsync()).Value("X-Gateway-Error") == "no-healthy-upstream";
            },
            Poll.Patience,
            "no destination is left");

        var response = await served.GetAsync();
        Assert.Equal((503, "10"), (response.Status, response.Value("Retry-After")));
    }

    [Fact]
    public async Task OnlyDestination_FailsAndComesBack_IsAskedAfterTheInterval()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "back"));
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(
            WatchedPassively(GatewaySettings.For(upstream.Address), "main").ToString(), clock);
        await upstream.StopListeningAsync();
        for (var number = 0; number < 12; number++)
        {
            using var failed = await gateway.Client.GetAsync($"/files/{number}", TestContext.Current.CancellationToken);
        }

        await upstream.StartListeningAsync();
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("back", await gateway.Client.GetStringAsync("/files/x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Requests_Fail_DestinationIsTakenOutAndBackAfterAWhile()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(settings => WatchedPassively(settings, "main"), clock);
        await served.First.StopListeningAsync();
        await FailOftenAsync(served);

        await served.First.StartListeningAsync();
        served.First.Otherwise(Reply.With(200, "first"));
        await Poll.UntilAsync(async () => (await served.GetAsync()).Text == "second", Poll.Patience, "the destination is out");
        var askedWhileOut = served.First.Requests.Count;
        await served.GetAsync();
        Assert.Equal(askedWhileOut, served.First.Requests.Count);

        clock.Advance(Reactivation);
        await Poll.UntilAsync(async () => (await served.GetAsync()).Text == "first", Poll.Patience, "the destination is back");
    }

    [Fact]
    public async Task SecondUpstreamOfAChain_RequestsFail_DestinationIsTakenOut()
    {
        var clock = new ManualClock();
        await using var third = await FakeUpstream.StartAsync();
        third.Otherwise(Reply.With(200, "third"));
        await using var served = await TwoDestinations.InAChainAsync(
            settings => WatchedPassively(settings, "next").Set(
                "ReverseProxy:Clusters:next:Destinations:d2:Address", third.Address.AbsoluteUri), clock);
        served.First.Otherwise(Reply.With(404));
        await served.Second.StopListeningAsync();
        await FailOftenAsync(served);

        await served.Second.StartListeningAsync();

        await Poll.UntilAsync(async () => (await served.GetAsync()).Text == "third", Poll.Patience, "the destination is out");
    }

    private static GatewaySettings ProbedActively(GatewaySettings settings) => settings
        .Set("ReverseProxy:Clusters:main:HealthCheck:Active", new
        {
            Enabled = true,
            Interval = ProbeInterval.ToString(),
            Timeout = "00:00:05",
            Policy = "ConsecutiveFailures",
            Path = "/health",
        })
        .Set("ReverseProxy:Clusters:main:Metadata", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1",
        });

    private static GatewaySettings WatchedPassively(GatewaySettings settings, string cluster) => settings
        .Set($"ReverseProxy:Clusters:{cluster}:HealthCheck:Passive", new
        {
            Enabled = true,
            Policy = "TransportFailureRate",
            ReactivationPeriod = Reactivation.ToString(),
        });

    /// <summary>More requests than the policy wants to have seen before it judges, all at different URLs.</summary>
    private static async Task FailOftenAsync(TwoDestinations served)
    {
        for (var number = 0; number < 12; number++)
        {
            Assert.Equal(200, (await served.GetAsync($"/files/{number}")).Status);
        }
    }

    private static Task ProbeUntilAsync(TwoDestinations served, ManualClock clock, string expected) => Poll.UntilAsync(
        async () =>
        {
            clock.Advance(ProbeInterval);
            return (await served.GetAsync()).Text == expected;
        },
        Poll.Patience,
        $"the {expected} destination answers");
}
