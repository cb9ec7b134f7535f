using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>A slow GET is asked of a second destination; the first destination is the slow one.</summary>
public sealed class HedgingTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task FirstDestination_IsSlow_SecondAnswersAndTheFirstIsToldToStop()
    {
        using var spans = new EndedSpans();
        var (clock, never) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Hedged, clock);
        served.First.Otherwise(Reply.After(never, Reply.With(200, "first")));
        var response = served.GetAsync();
        await never.ArrivedAsync();

        await AdvanceUntilAsync(clock, () => response.IsCompleted);

        Assert.Equal("second", (await response).Text);
        var slow = Assert.Single(served.First.Requests);
        await slow.Ended;
        Assert.True(slow.WasAborted);
        var second = Assert.Single(served.Second.Requests);
        Assert.Equal(
            ("/x", "/files", served.Second.Address.Authority),
            (second.RawTarget, second.Value("X-Forwarded-Prefix"), second.Value("Host")));
        Assert.Single(second.Values("traceparent"));
        var trace = second.Value("traceparent")!.Split('-')[1];
        await Poll.UntilAsync(() => spans.Of(trace, "gateway.attempt").Count == 2, "both attempts have ended");
        Assert.Equal(
            new (string?, string?)[] { ("d1", "superseded"), ("d2", "answered") },
            spans.Of(trace, "gateway.attempt")
                .Select(span => ((string?)span.GetTagItem("gateway.destination"), (string?)span.GetTagItem("gateway.outcome")))
                .Order());
    }

    [Fact]
    public async Task FirstDestination_AnswersAfterAll_SecondIsToldToStop()
    {
        var (clock, gate, never) = (new ManualClock(), new Gate(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Hedged, clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        served.Second.Otherwise(Reply.After(never, Reply.With(200, "second")));
        var response = served.GetAsync();
        await gate.ArrivedAsync();
        await AdvanceUntilAsync(clock, () => never.Arrivals == 1);

        gate.Open();

        Assert.Equal("first", (await response).Text);
        var second = Assert.Single(served.Second.Requests);
        await second.Ended;
        Assert.True(second.WasAborted);
    }

    public static TheoryData<string> Failures => ["status", "reset"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task SecondDestination_Fails_FirstIsWaitedFor(string failure)
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Hedged, clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        served.Second.Otherwise(failure == "status" ? Reply.With(503) : Fault.ResetBeforeResponse);
        var response = served.GetAsync();
        await gate.ArrivedAsync();
        await AdvanceUntilAsync(clock, () => served.Second.Requests.Count == 1);
        await served.Second.Requests[0].Ended;

        gate.Open();

        Assert.Equal((200, "first"), ((await response).Status, (await response).Text));
    }

    [Fact]
    public async Task Budget_IsUsedUp_NobodyElseIsAsked()
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => Hedged(settings).Set("Gateway:Upstreams:main:Resilience:RetryBudget", 0), clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        const int Saved = 10;
        var responses = Enumerable.Range(0, Saved + 5).Select(number => served.GetAsync($"/files/{number}")).ToArray();
        await gate.ArrivedAsync(responses.Length);

        await AdvanceUntilAsync(clock, () => responses.Count(response => response.IsCompleted) == Saved);
        clock.Advance(Delay);
        gate.Open();
        var texts = (await Task.WhenAll(responses)).Select(response => response.Text).ToList();

        Assert.Equal((Saved, 5), (texts.Count(text => text == "second"), texts.Count(text => text == "first")));
        Assert.Equal(Saved, served.Second.Requests.Count);
    }

    public static TheoryData<string, bool> NotHedged => new()
    {
        // the request, and whether hedging is on
        { "GET /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n", false },
        { "POST /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 1\r\n\r\na", true },
        { "HEAD /files/x HTTP/1.1\r\nHost: dev.example\r\n\r\n", true },
    };

    [Theory]
    [MemberData(nameof(NotHedged))]
    public async Task Request_IsNoGetOrHedgingIsOff_OnlyTheFirstIsAsked(string request, bool isOn)
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => Hedged(settings).Set("Gateway:Upstreams:main:Resilience:Hedging:Enabled", isOn), clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200)));
        var response = served.SendAsync(request);
        await gate.ArrivedAsync();

        clock.Advance(Delay + Delay);
        gate.Open();

        Assert.Equal(200, (await response).Status);
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task NoDelayIsSaid_FirstDestinationBecomesSlow_IsWaitedForAsLongAsUsual()
    {
        var gate = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync(settings => settings
            .Set("Gateway:Upstreams:main:Resilience:RetryBudget", 1.0)
            .Set("Gateway:Upstreams:main:Resilience:Hedging:Enabled", value: true));
        served.First.Otherwise(Reply.With(200, "first"));
        for (var number = 0; number < 100; number++)
        {
            // By whichever: where the machine stalls, some of the later ones are hedged already, and the budget must bear it.
            Assert.Equal(200, (await served.GetAsync($"/files/{number}")).Status);
        }

        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));

        Assert.Equal("second", (await served.GetAsync()).Text);
    }

    private static GatewaySettings Hedged(GatewaySettings settings) => settings
        .Set("Gateway:Upstreams:main:Resilience:Hedging:Enabled", value: true)
        .Set("Gateway:Upstreams:main:Resilience:Hedging:Delay", Delay.ToString());

    private static Task AdvanceUntilAsync(ManualClock clock, Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            clock.Advance(Delay);
            return condition();
        },
        "the second destination was asked");
}
