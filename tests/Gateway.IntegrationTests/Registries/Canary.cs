using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>
/// A gateway before a private upstream and one that stands for the public registry. The latter has every name there is, so that a name
/// which reaches it is also installed from it; the test fails when it ever hears a private one.
/// </summary>
internal sealed class Canary : IAsyncDisposable
{
    private const StringComparison Insensitive = StringComparison.OrdinalIgnoreCase;

    private Canary(FakeUpstream house, FakeUpstream world, GatewayHost gateway)
    {
        House = house;
        World = world;
        Gateway = gateway;
    }

    /// <summary>The private upstream; it has nothing unless told otherwise.</summary>
    public FakeUpstream House { get; }

    /// <summary>The public upstream.</summary>
    public FakeUpstream World { get; }

    public GatewayHost Gateway { get; }

    /// <summary>Starts it with repository <c>packages</c> at <c>/r</c>.</summary>
    /// <param name="format">The repository's format.</param>
    /// <param name="pattern">Which names are private.</param>
    /// <param name="chain">The upstreams in order: <c>house</c>, <c>world</c>.</param>
    /// <param name="configure">More settings.</param>
    /// <param name="time">The clock, when the test drives it.</param>
    public static async Task<Canary> StartAsync(
        string format,
        string pattern,
        string[] chain,
        Func<GatewaySettings, GatewaySettings>? configure = null,
        TimeProvider? time = null)
    {
        var house = await FakeUpstream.StartAsync();
        var world = await FakeUpstream.StartAsync();
        house.Otherwise(Reply.With(404, "not in the house"));
        world.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));
        var settings = Settings(house, world, format, pattern, chain);
        return new Canary(house, world, await GatewayHost.StartAsync((configure?.Invoke(settings) ?? settings).ToString(), time));
    }

    /// <summary>The settings that <see cref="StartAsync"/> begins from.</summary>
    public static GatewaySettings Settings(FakeUpstream house, FakeUpstream world, string format, string pattern, string[] chain) =>
        new GatewaySettings()
            .Environment("dev", GatewaySettings.DevHost)
            .Cluster("house", house.Address)
            .Cluster("world", world.Address)
            .Set("Gateway:Repositories:packages", new { Format = format, Path = "/r", Upstreams = chain })
            .Set("Gateway:Repositories:packages:Private", new[] { pattern })
            .Set("Gateway:Upstreams:house:Private", true);

    public Task<RawResponse> SendAsync(string request) => RawHttpClient.ExchangeAsync(Gateway.Address, request);

    public Task<RawResponse> GetAsync(string target, params string[] lines) => SendAsync(RawRequest.Get($"/r{target}", lines));

    /// <summary>Fails when the public upstream has heard the word, in target, fields or body.</summary>
    public void MustNotHaveHeard(string word) => Assert.All(World.Requests, request =>
    {
        Assert.DoesNotContain(word, Uri.UnescapeDataString(request.RawTarget).Replace("!", "", StringComparison.Ordinal), Insensitive);
        Assert.All(request.Headers, field => Assert.DoesNotContain(word, $"{field.Key}: {field.Value}", Insensitive));
        Assert.DoesNotContain(word, request.Body.IsCompletedSuccessfully ? request.Body.GetAwaiter().GetResult().Text : "", Insensitive);
    });

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await House.DisposeAsync();
        await World.DisposeAsync();
    }
}
