using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests;

/// <summary>A gateway before one upstream that answers everything with 200; for classes whose tests only read.</summary>
public class OneUpstream : IAsyncLifetime
{
    public FakeUpstream Upstream { get; private set; } = null!;

    public GatewayHost Gateway { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Upstream.Otherwise(Reply.With(200, "hello"));
        Gateway = await GatewayHost.StartAsync(Settings(Upstream.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Task<RawResponse> SendAsync(string request) => RawHttpClient.ExchangeAsync(Gateway.Address, request);

    protected virtual string Settings(Uri upstream) => GatewaySettings.For(upstream).ToString();
}
