using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class BreakerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryDestination_Fails_ClientsAreAnsweredAtOnceAndOneProbeAnIntervalIsSent()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(time: clock);
        served.First.Otherwise(Reply.With(503));
        served.Second.Otherwise(Reply.With(503));
        await OpenAsync(served);
        var before = Sum(served.Asked());

        var refused = await ManyAsync(served, 50);
        Assert.All(refused, response => Assert.Equal("no-healthy-upstream", response.Value("X-Gateway-Error")));
        Assert.Equal("2", refused[0].Value("Retry-After"));
        Assert.Equal(before, Sum(served.Asked()));

        for (var round = 1; round <= 3; round++)
        {
            clock.Advance(Interval);
            await ManyAsync(served, 20);
            Assert.Equal(before + round, Sum(served.Asked()));
        }
    }

    [Fact]
    public async Task EveryDestination_IsBack_AllAreAskedAgain()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => settings.Set("ReverseProxy:Clusters:main:LoadBalancingPolicy", "RoundRobin"), clock);
        served.First.Otherwise(Reply.With(503));
        served.Second.Otherwise(Reply.With(503));
        await OpenAsync(served);

        served.First.Otherwise(Reply.With(200, "first"));
        served.Second.Otherwise(Reply.With(200, "second"));

        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Poll.UntilAsync(
            async () =>
            {
                clock.Advance(Interval);
                seen.Add((await served.SendAsync(Post)).Text);
                return seen.Contains("first") && seen.Contains("second");
            },
            Poll.Patience,
            "both answer");
    }

    [Fact]
    public async Task Destination_IsBackButStillLeftAloneWhenTheOtherGoes_Answers()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(time: new ManualClock());
        served.First.Otherwise(Reply.With(503));
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal("second", (await served.GetAsync($"/files/{number}")).Text);
        }

        served.First.Otherwise(Reply.With(200, "first"));
        Assert.Equal("second", (await served.GetAsync("/files/alone")).Text);
        await served.Second.StopListeningAsync();

        Assert.Equal("first", (await served.GetAsync("/files/x")).Text);
        Assert.Equal("first", (await served.GetAsync("/files/y")).Text);
    }

    [Fact]
    public async Task OneDestination_Fails_NobodyNoticesAndTheListenerTellsWhy()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(time: clock);
        served.First.Otherwise(Reply.With(503));
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal(200, (await served.GetAsync($"/files/{number}")).Status);
        }

        Assert.Equal(5, served.First.Requests.Count);
        var text = await served.Gateway.Client.GetStringAsync(new Uri(served.Gateway.Admin!, "/api/upstreams"), Cancelled);
        using var document = JsonDocument.Parse(text);
        var upstream = document.RootElement.EnumerateArray().Single();
        var first = upstream.GetProperty("destinations").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "d1");
        Assert.Equal(("open", false), (first.GetProperty("breaker").GetString(), first.GetProperty("healthy").GetBoolean()));
        Assert.Equal("5 failures in a row, the last one status 503", first.GetProperty("reason").GetString());
        Assert.Equal(clock.GetUtcNow(), first.GetProperty("since").GetDateTimeOffset());
        Assert.Single(served.Gateway.Log.Entries, entry => entry.EventId.Id == 1310);
    }

    [Fact]
    public async Task OnlyDestination_AnswersThatItFails_ItsOwnAnswersArePassedOn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(503, "closed for repairs"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        for (var number = 0; number < 20; number++)
        {
            using var response = await gateway.Client.GetAsync(new Uri($"/files/{number}", UriKind.Relative), Cancelled);
            Assert.Equal("closed for repairs", await response.Content.ReadAsStringAsync(Cancelled));
        }

        await upstream.StopListeningAsync();
        await Poll.UntilAsync(
            async () =>
            {
                using var response = await gateway.Client.GetAsync(new Uri("/files/x", UriKind.Relative), Cancelled);
                return response.Headers.Contains("X-Gateway-Error") && response.Headers.RetryAfter is not null;
            },
            Poll.Patience,
            "connections that fail open the breaker");

        await upstream.StartListeningAsync();
        var inARow = 0;
        await Poll.UntilAsync(
            async () =>
            {
                using var response = await gateway.Client.GetAsync(new Uri("/files/x", UriKind.Relative), Cancelled);
                inARow = await response.Content.ReadAsStringAsync(Cancelled) == "closed for repairs" ? inARow + 1 : 0;
                return inARow == 3;
            },
            Poll.Patience,
            "who answers again is asked by everybody");
    }

    [Fact]
    public async Task Configuration_IsReloaded_WhatIsKnownOfADestinationStays()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(time: clock);
        served.First.Otherwise(Reply.With(503));
        served.Second.Otherwise(Reply.With(503));
        await OpenAsync(served);

        var settings = GatewaySettings.For(served.First.Address, served.Second.Address).Repository("more", "/more", "main");
        await served.Gateway.ReconfigureAsync(settings.ToString());
        await Poll.UntilAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(0.1));
                return (await served.GetAsync("/more/x")).Status != 404;
            },
            Poll.Patience,
            "the reload has taken effect");

        Assert.Equal("no-healthy-upstream", (await served.GetAsync()).Value("X-Gateway-Error"));
    }

    [Fact]
    public async Task Destination_AsksToBeLeftAlone_IsAsLongAsThereIsAnother()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(time: clock);
        served.First.Otherwise(Reply.InOrder(Reply.With(503, "", ("Retry-After", "30")), Reply.With(200, "first")));

        Assert.Equal("second", (await served.GetAsync("/files/1")).Text);
        Assert.Equal("second", (await served.GetAsync("/files/2")).Text);
        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("first", (await served.GetAsync("/files/3")).Text);
        Assert.Equal((2, 2), served.Asked());
    }

    [Fact]
    public async Task EveryDestination_FailsForEveryRequest_UpstreamHearsLittleMoreThanTheClientsAsk()
    {
        const int Requests = 400;
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => settings.Set("Gateway:Upstreams:main:Resilience:Breaker:Enabled", false));
        served.First.Otherwise(Reply.With(503));
        served.Second.Otherwise(Reply.With(503));

        await ManyAsync(served, Requests);

        Assert.InRange(Sum(served.Asked()), Requests, Requests * 1.25);
    }

    [Fact]
    public async Task Post_FirstDestinationTakesNoConnection_MovesOn()
    {
        await using var served = await TwoDestinations.InOneClusterAsync();
        await served.First.StopListeningAsync();

        var response = await served.SendAsync("POST /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 4\r\n\r\nbody");

        Assert.Equal((200, "second"), (response.Status, response.Text));
        Assert.Equal("body", (await served.Second.Requests[0].Body).Text);
        Assert.Equal("dev", response.Value("X-Gateway-Environment"));
    }

    private const string Post = "POST /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 0\r\n\r\n";

    private static int Sum((int First, int Second) asked) => asked.First + asked.Second;

    private static async Task<RawResponse[]> ManyAsync(TwoDestinations served, int count)
    {
        var responses = new List<RawResponse>();
        foreach (var some in Enumerable.Range(0, count).Chunk(10))
        {
            responses.AddRange(await Task.WhenAll(some.Select(number => served.GetAsync($"/files/{number}"))));
        }

        return [.. responses];
    }

    private static Task OpenAsync(TwoDestinations served) => Poll.UntilAsync(
        async () => (await served.SendAsync(Post)).Value("X-Gateway-Error") == "no-healthy-upstream",
        Poll.Patience,
        "every breaker is open");
}
