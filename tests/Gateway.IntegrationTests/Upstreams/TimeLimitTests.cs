using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Body_FlowsSlowly_IsNotCutByTheLimitOfItsHead()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(Limits(("AttemptTimeout", TimeSpan.FromSeconds(0.3))));
        served.First.Otherwise(Reply.Drip("drop "u8.ToArray(), 5, TimeSpan.FromSeconds(0.15), TimeProvider.System));

        Assert.Equal("drop drop drop drop drop ", (await served.GetAsync()).Text);
    }

    [Fact]
    public async Task Body_FallsSilent_IsBrokenOff()
    {
        var (clock, never) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Limits(("AttemptTimeout", Attempt), ("IdleTimeout", Idle)), clock);
        served.First.Otherwise(Reply.InTwoParts(new byte[10], never, new byte[10]));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync("POST /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 0\r\n\r\n");
        await never.ArrivedAsync();

        var read = client.ReadFinalResponseAsync();
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(Idle);
                return read.IsCompleted;
            },
            "the silence is over");

        await BrokenOff.IsSeenAsync(read);
    }

    [Fact]
    public async Task Head_TakesLongerThanABodyMayBeSilent_IsWaitedFor()
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Limits(("AttemptTimeout", Attempt), ("IdleTimeout", Idle)), clock);
        served.First.Otherwise(Reply.After(gate, Reply.With(200, "first")));
        var response = served.GetAsync();
        await gate.ArrivedAsync();

        clock.Advance(Idle + Idle);
        gate.Open();

        Assert.Equal("first", (await response).Text);
    }

    [Fact]
    public async Task Attempts_UseUpTheTotal_LastOneEndsWithIt()
    {
        var (clock, never) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(
            Limits(("AttemptTimeout", Attempt), ("TotalTimeout", Attempt + Idle)), clock);
        served.First.Otherwise(Fault.Hang(never));
        served.Second.Otherwise(Fault.Hang(never));
        var response = served.GetAsync();
        await never.ArrivedAsync();
        clock.Advance(Attempt);
        await never.ArrivedAsync(2);

        clock.Advance(Idle);

        Assert.Equal((504, "upstream-timeout"), ((await response).Status, (await response).Value("X-Gateway-Error")));
    }

    /// <summary>As long as the client still sends, it is not the upstream that is waited for.</summary>
    [Fact]
    public async Task Upload_TakesLongerThanAnAttemptMay_IsNotCut()
    {
        var attempt = TimeSpan.FromSeconds(1.5);
        await using var served = await TwoDestinations.InOneClusterAsync(Limits(("AttemptTimeout", attempt), ("TotalTimeout", attempt)));
        served.First.Otherwise(Reply.With(201, "first"));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 4\r\n\r\n");

        foreach (var part in "body")
        {
            await Task.Delay(attempt / 2, TimeProvider.System, TestContext.Current.CancellationToken);
            await client.SendAsync($"{part}");
        }

        var response = await client.ReadFinalResponseAsync();
        Assert.Equal((201, "first"), (response.Status, response.Text));
        Assert.Equal("body", (await served.First.Requests[0].Body).Text);
    }

    [Fact]
    public async Task Upstream_HasTheWholeUploadAndDoesNotAnswer_IsATimeout()
    {
        var (clock, never) = (new ManualClock(), new Gate());
        await using var served = await TwoDestinations.InOneClusterAsync(Limits(("AttemptTimeout", Attempt)), clock);
        served.First.Otherwise(Fault.Hang(never));
        var response = served.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 4\r\n\r\nbody");
        await never.ArrivedAsync();

        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(Attempt);
                return response.IsCompleted;
            },
            "the time is over");

        Assert.Equal((504, "upstream-timeout"), ((await response).Status, (await response).Value("X-Gateway-Error")));
        Assert.Equal((1, 0), served.Asked());
    }

    [Fact]
    public async Task BodyThatIsHeld_ComesSlowly_TimeBeginsWhenItIsThere()
    {
        var clock = new ManualClock();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => Limits(("AttemptTimeout", Attempt), ("TotalTimeout", Attempt))(settings)
                .Set("Gateway:Repositories:files:RepeatableMethods", new[] { "PUT" }),
            clock);
        served.First.Otherwise(Reply.With(201, "first"));
        await using var client = await RawHttpClient.ConnectAsync(served.Gateway.Address);
        await client.SendAsync("PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        Assert.Equal(100, (await client.ReadResponseAsync()).Status);

        clock.Advance(Attempt * 2);
        await client.SendAsync("body");

        var response = await client.ReadFinalResponseAsync();
        Assert.Equal((201, "first"), (response.Status, response.Text));
    }

    private static Func<GatewaySettings, GatewaySettings> Limits(params (string Name, TimeSpan Value)[] limits) => settings =>
        limits.Aggregate(settings, (all, limit) => all.Set($"Gateway:Upstreams:main:Resilience:{limit.Name}", limit.Value.ToString()));
}
