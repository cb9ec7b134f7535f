using Gateway.TestKit;

namespace Gateway.IntegrationTests.Upstreams.Processes;

/// <summary>Gateway and destinations as processes under load: one goes in each way that servers go, and no client notices.</summary>
public sealed class ProcessLossTests : IDisposable
{
    private const int Clients = 32;

    /// <summary>Long enough to break in the middle.</summary>
    private const int Length = 32 * 1024;

    /// <summary>The part of all requests that a destination gets when it is used as before: nearly half.</summary>
    private const double FullShare = 0.4;

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Destination_IsKilledAndStartedAgain_NoRequestFailsAndItIsUsedAsBefore()
    {
        await using var first = await ServerProcess.OriginAsync(_folder);
        await using var second = await ServerProcess.OriginAsync(_folder);
        await using var gateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second));
        await using var load = await LoadAsync(gateway, first);
        await load.PassedAsync(1000);

        await first.KillAsync();
        await load.PassedAsync(2000);
        await first.StartAgainAsync();
        await IsUsedAsBeforeAsync(first, second);

        Assert.Empty(await load.EndAsync());
    }

    // hangs, answers 503, resets every tenth answer half way, takes 20 ms where it took less than 2
    public static TheoryData<string> Troubles => ["hang", "refuse", "reset", "slow"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Destination_IsInTroubleForAWhile_NoRequestFailsAndItIsUsedAsBefore(string trouble)
    {
        await using var first = await ServerProcess.OriginAsync(_folder);
        await using var second = await ServerProcess.OriginAsync(_folder);
        await using var gateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second));
        await using var load = await LoadAsync(gateway, first);
        await load.PassedAsync(1000);
        var heard = await first.HeardAsync();

        await first.BecomeAsync(trouble);
        await load.PassedAsync(2000);
        Assert.True(await first.HeardAsync() > heard, "the destination in trouble is asked");
        await first.BecomeAsync("none");
        await IsUsedAsBeforeAsync(first, second);

        Assert.Empty(await load.EndAsync());
    }

    [Fact]
    public async Task EveryServerBehindAGateway_IsRestartedOneAfterTheOther_NoRequestFails()
    {
        await using var first = await ServerProcess.OriginAsync(_folder);
        await using var second = await ServerProcess.OriginAsync(_folder);
        await using var firstGateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second));
        await using var secondGateway = await ServerProcess.GatewayAsync(_folder, Behind(first, second));
        await using var outer = await ServerProcess.GatewayAsync(_folder, InTurn(
            GatewaySettings.For(new Uri(firstGateway.Address, "/files"), new Uri(secondGateway.Address, "/files"))));
        await using var load = await LoadAsync(outer, first);

        foreach (var server in new[] { first, second, firstGateway, secondGateway })
        {
            await load.PassedAsync(500);
            await server.EndAsync();
            await load.PassedAsync(500);
            await server.StartAgainAsync();
        }

        await IsUsedAsBeforeAsync(first, second);
        Assert.Empty(await load.EndAsync());
    }

    private static GatewaySettings Behind(params ServerProcess[] origins) =>
        InTurn(GatewaySettings.For([.. origins.Select(origin => new Uri(origin.Address, "/own"))]));

    private static GatewaySettings InTurn(GatewaySettings settings) => settings
        .Set("ReverseProxy:Clusters:main:LoadBalancingPolicy", "RoundRobin")
        .Set("Gateway:Upstreams:main:Resilience:AttemptTimeout", "00:00:03");

    private static async Task<ClientLoad> LoadAsync(ServerProcess gateway, ServerProcess origin)
    {
        using var client = new HttpClient();
        var whole = await client.GetByteArrayAsync(new Uri(origin.Address, $"/own/{Length}"), Cancelled);
        return new ClientLoad(gateway.Address, Clients, (client, number) => $"/files/{Length}/{client}-{number}", whole);
    }

    private static async Task IsUsedAsBeforeAsync(ServerProcess back, ServerProcess other)
    {
        const int sample = 200;
        var (own, others) = (await back.HeardAsync(), await other.HeardAsync());
        await Poll.UntilAsync(
            async () =>
            {
                var (nowOwn, nowOthers) = (await back.HeardAsync(), await other.HeardAsync());
                if (nowOwn - own + nowOthers - others < sample)
                {
                    return false;
                }

                var share = (double)(nowOwn - own) / (nowOwn - own + nowOthers - others);
                (own, others) = (nowOwn, nowOthers);
                return share >= FullShare;
            },
            Poll.Patience,
            "it gets its share again");
    }
}
