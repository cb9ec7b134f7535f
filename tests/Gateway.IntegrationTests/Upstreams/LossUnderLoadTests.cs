using Gateway.IntegrationTests.Upstreams.Processes;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>Destinations and gateways that go while requests are under way; no client may notice.</summary>
public sealed class LossUnderLoadTests
{
    private const int Clients = 64;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Destination_IsLostAndComesBack_NoRequestFailsAndItIsAskedAgain()
    {
        await using var served = await TwoDestinations.InOneClusterAsync(InTurn);
        served.First.Otherwise(Reply.With(200, "first", ("Cache-Control", "no-store")));
        await using var load = Load(served.Gateway.Address);
        await load.PassedAsync(300);

        await served.First.StopListeningAsync();
        await load.PassedAsync(600);
        await served.First.StartListeningAsync();
        await IsAskedAsync(served.First);

        Assert.Empty(await load.EndAsync());
    }

    public static TheoryData<string> Troubles => ["hangs", "answers 503", "resets"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Destination_IsInTrouble_NoRequestFails(string trouble)
    {
        var never = new Gate();
        await using var served = await TwoDestinations.InOneClusterAsync(
            settings => InTurn(settings).Set("Gateway:Upstreams:main:Resilience:AttemptTimeout", "00:00:00.5"));
        served.First.Otherwise(Reply.With(200, "first", ("Cache-Control", "no-store")));
        await using var load = Load(served.Gateway.Address);
        await load.PassedAsync(300);

        served.First.Otherwise(trouble switch
        {
            "hangs" => Fault.Hang(never),
            "resets" => Fault.ResetBeforeResponse,
            _ => Reply.With(503),
        });
        await load.PassedAsync(600);

        Assert.Empty(await load.EndAsync());
    }

    [Fact]
    public async Task GatewaysBehindAGateway_AreRestartedOneAfterTheOther_NoRequestFails()
    {
        await using var behindFirst = await FakeUpstream.StartAsync();
        await using var behindSecond = await FakeUpstream.StartAsync();
        behindFirst.Otherwise(Reply.With(200, "hello", ("Cache-Control", "no-store")));
        behindSecond.Otherwise(Reply.With(200, "hello", ("Cache-Control", "no-store")));
        var first = await GatewayHost.StartAsync(GatewaySettings.For(behindFirst.Address).ToString());
        var second = await GatewayHost.StartAsync(GatewaySettings.For(behindSecond.Address).ToString());
        var (firstAddress, secondAddress) = (first.Address, second.Address);
        await using var outer = await GatewayHost.StartAsync(InTurn(
            GatewaySettings.For(new Uri(firstAddress, "/files"), new Uri(secondAddress, "/files"))).ToString());
        await using var load = Load(outer.Address);
        await load.PassedAsync(200);

        await first.DisposeAsync();
        await using var newFirst = await GatewayHost.StartAsync(
            GatewaySettings.For(behindFirst.Address).Set("Urls", firstAddress.AbsoluteUri).ToString());
        await IsAskedAsync(behindFirst);
        await second.DisposeAsync();
        await using var newSecond = await GatewayHost.StartAsync(
            GatewaySettings.For(behindSecond.Address).Set("Urls", secondAddress.AbsoluteUri).ToString());
        await IsAskedAsync(behindSecond);

        Assert.Empty(await load.EndAsync());
    }

    private static Task IsAskedAsync(FakeUpstream upstream)
    {
        var before = upstream.Requests.Count;
        return Poll.UntilAsync(() => upstream.Requests.Count > before + 100, "it is asked as before");
    }

    private static GatewaySettings InTurn(GatewaySettings settings) => settings
        .Set("ReverseProxy:Clusters:main:LoadBalancingPolicy", "RoundRobin")
        .Set("Gateway:Upstreams:main:Resilience:Breaker:Interval", "00:00:00.2");

    private static ClientLoad Load(Uri gateway) => new(gateway, Clients, (client, number) => $"/files/{client}-{number}");
}
