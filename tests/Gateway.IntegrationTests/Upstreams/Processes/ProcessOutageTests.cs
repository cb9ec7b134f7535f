using System.Diagnostics;
using System.Globalization;
using Gateway.TestKit;

namespace Gateway.IntegrationTests.Upstreams.Processes;

/// <summary>Gateway and destinations as processes, when every destination fails, and gateways behind gateways.</summary>
public sealed class ProcessOutageTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryDestination_Fails_ErrorComesAtOnceAndOneProbeAnIntervalIsSent()
    {
        await using var first = await RefusingAsync();
        await using var second = await RefusingAsync();
        await using var gateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second)
            .Set("Gateway:Upstreams:main:Resilience:Breaker:Interval", Interval));
        using var client = new HttpClient { BaseAddress = gateway.Address };
        await OpenAsync(client);
        var heard = await first.HeardAsync() + await second.HeardAsync();

        var watch = Stopwatch.StartNew();
        List<TimeSpan> times = [];
        while (watch.Elapsed < Interval * 3)
        {
            var began = watch.Elapsed;
            using var answer = await client.GetAsync("/files/1024", Cancelled);
            times.Add(watch.Elapsed - began);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        var probes = await first.HeardAsync() + await second.HeardAsync() - heard;
        Assert.InRange(probes, 1, (int)(watch.Elapsed / Interval) + 1);

        // The median, for a machine may stand still for a while; the benchmark measures the slowest of a hundred.
        Assert.True(times.Order().ElementAt(times.Count / 2) < TimeSpan.FromMilliseconds(20), $"{times.Count} answers take too long");

        await first.KillAsync();
        await second.KillAsync();
        await OpenAsync(client);
    }

    [Fact]
    public async Task EveryDestination_FailsAndNoBreakerOpens_UpstreamHearsLittleMoreThanTheClientsAsk()
    {
        const int requests = 1000;
        await using var first = await RefusingAsync();
        await using var second = await RefusingAsync();
        await using var gateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second)
            .Set("Gateway:Upstreams:main:Resilience:Breaker:Enabled", value: false));
        using var client = new HttpClient { BaseAddress = gateway.Address };

        for (var number = 0; number < requests; number++)
        {
            using var answer = await client.GetAsync($"/files/1024/{number}", Cancelled);
            Assert.False(answer.IsSuccessStatusCode);
        }

        Assert.InRange((double)(await first.HeardAsync() + await second.HeardAsync()) / requests, 1, 1.25);
    }

    [Fact]
    public async Task ThreeGateways_BehindEachOther_LoseNothingAndEachIsSeenInTheAnswer()
    {
        await using var origin = await ServerProcess.OriginAsync(_folder);
        await using var first = await ServerProcess.GatewayAsync(_folder, GatewaySettings.For(new Uri(origin.Address, "/store")));
        await using var second = await ServerProcess.GatewayAsync(_folder, GatewaySettings.For(new Uri(first.Address, "/files")));
        await using var third = await ServerProcess.GatewayAsync(_folder, GatewaySettings.For(new Uri(second.Address, "/files")));
        await using (var load = new ClientLoad(third.Address, clients: 16, (client, number) => $"/files/1024/{client}-{number / 2}"))
        {
            // Each thing twice: as a miss, and as a hit.
            await load.PassedAsync(2000);
            Assert.Empty(await load.EndAsync());
        }

        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(third.Address, "/files/1024/once"), Cancelled);
        Assert.Equal(3, answer.Headers.Via.Count(entry => entry.ReceivedBy == "gateway"));
        Assert.Equal(3, answer.Headers.GetValues("Cache-Status").SelectMany(line => line.Split(',')).Count());
        using var below = await client.GetAsync(new Uri(first.Address, "/files/1024/once"), Cancelled);
        Assert.Equal("HIT", below.Headers.GetValues("X-Cache-Status").Single());
    }

    private static GatewaySettings Behind(params ServerProcess[] origins) =>
        GatewaySettings.For([.. origins.Select(origin => new Uri(origin.Address, "/own"))]);

    private async Task<ServerProcess> RefusingAsync()
    {
        var origin = await ServerProcess.OriginAsync(_folder);
        await origin.BecomeAsync("refuse");
        return origin;
    }

    private static Task OpenAsync(HttpClient client)
    {
        var inARow = 0;
        return Poll.UntilAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/files/1024", Cancelled);
                var isAtOnce = answer.Headers.TryGetValues("X-Gateway-Error", out var codes) && codes.Single() == "no-healthy-upstream";
                inARow = isAtOnce ? inARow + 1 : 0;
                return inARow == 5;
            },
            Poll.Patience,
            string.Create(CultureInfo.InvariantCulture, $"clients hear at once that nobody is there"));
    }
}
