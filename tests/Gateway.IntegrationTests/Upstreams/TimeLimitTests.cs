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

    private static Func<GatewaySettings, GatewaySettings> Limits(params (string Name, TimeSpan Value)[] limits) => settings =>
        limits.Aggregate(settings, (all, limit) => all.Set($"Gateway:Upstreams:main:Resilience:{limit.Name}", limit.Value.ToString()));
}
