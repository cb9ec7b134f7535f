using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>Two verdaccios and the gateway before them; <c>@corp/tool</c> is in the house, <c>left-side</c> in the world.</summary>
internal sealed class NpmChain : IAsyncDisposable
{
    private const string Mount = "/packages/";

    private readonly Verdaccio _world;
    private readonly GatewayHost _gateway;

    private NpmChain(Verdaccio house, Verdaccio world, GatewayHost gateway, NpmClient publisher)
    {
        House = house;
        _world = world;
        _gateway = gateway;
        Publisher = publisher;
    }

    /// <summary>The private registry.</summary>
    public Verdaccio House { get; }

    /// <summary>Who may publish to the house, through environment dev.</summary>
    public NpmClient Publisher { get; }

    public static async Task<NpmChain> StartAsync(TempFolder folder)
    {
        var house = await Verdaccio.StartAsync(folder, "house");
        var world = await Verdaccio.StartAsync(folder, "world");
        var outside = new NpmClient(folder, world.Address);
        outside.UseToken(await world.CreateUserAsync("bob"));
        (await outside.RunAsync(outside.Project("left-side"), "publish")).MustSucceed();
        var gateway = await ChainForClients.StartAsync("npm", "@corp/*", house.Address, world.Address);
        var publisher = new NpmClient(folder, gateway.AddressOf("dev", Mount));
        publisher.UseToken(await house.CreateUserAsync("alice"));
        (await publisher.RunAsync(publisher.Project("@corp/tool"), "publish")).MustSucceed();
        publisher.ForgetCache();
        return new NpmChain(house, world, gateway, publisher);
    }

    /// <summary>A client that is signed in nowhere, with its home and cache in that folder.</summary>
    public NpmClient Client(TempFolder folder, string environment) => new(
        folder, _gateway.AddressOf(environment, Mount), home: "client");

    /// <summary>How many tarballs came from the gateway's cache.</summary>
    public int CountOfHits() => _gateway.CountOf("HIT", ".tgz");

    public async Task StopUpstreamsAsync()
    {
        await House.DisposeAsync();
        await _world.DisposeAsync();
    }

    public void WorldMustNotHaveHeard(string word) =>
        Assert.DoesNotContain(word, _world.Process.Output, StringComparison.OrdinalIgnoreCase);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await House.DisposeAsync();
        await _world.DisposeAsync();
    }
}
