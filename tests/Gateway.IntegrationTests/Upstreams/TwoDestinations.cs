using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>A gateway before two destinations, of which the first is asked first as long as it can be.</summary>
internal sealed class TwoDestinations : IAsyncDisposable
{
    private TwoDestinations(FakeUpstream first, FakeUpstream second, GatewayHost gateway)
    {
        First = first;
        Second = second;
        Gateway = gateway;
    }

    public FakeUpstream First { get; }

    public FakeUpstream Second { get; }

    public GatewayHost Gateway { get; }

    /// <summary>Both destinations in one cluster.</summary>
    public static Task<TwoDestinations> InOneClusterAsync(
        Func<GatewaySettings, GatewaySettings>? configure = null, TimeProvider? time = null) =>
        StartAsync((first, second) => GatewaySettings.For(first, second), configure, time);

    /// <summary>Each in a cluster of its own, <c>main</c> and <c>next</c>, which the repository asks one after the other.</summary>
    public static Task<TwoDestinations> InAChainAsync(
        Func<GatewaySettings, GatewaySettings>? configure = null, TimeProvider? time = null) =>
        StartAsync(
            (first, second) =>
                GatewaySettings.For(first).Cluster("next", second).Repository("files", "/files", "main", "next"), configure, time);

    public Task<RawResponse> SendAsync(string request) => RawHttpClient.ExchangeAsync(Gateway.Address, request);

    public Task<RawResponse> GetAsync(string target = "/files/x") => SendAsync(RawRequest.Get(target));

    /// <summary>How many requests each destination got.</summary>
    public (int First, int Second) Asked() => (First.Requests.Count, Second.Requests.Count);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private static async Task<TwoDestinations> StartAsync(
        Func<Uri, Uri, GatewaySettings> settings, Func<GatewaySettings, GatewaySettings>? configure, TimeProvider? time)
    {
        var first = await FakeUpstream.StartAsync();
        var second = await FakeUpstream.StartAsync();
        second.Otherwise(Reply.With(200, "second", ("X-From", "second")));
        var built = settings(first.Address, second.Address);
        return new TwoDestinations(first, second, await GatewayHost.StartAsync((configure?.Invoke(built) ?? built).ToString(), time));
    }
}
