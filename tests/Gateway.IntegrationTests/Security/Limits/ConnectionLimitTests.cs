using System.Net.Sockets;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Limits;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task AddressHasAsManyAsItMay_OneMoreOpened_IsEndedUntilOneIsClosed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream, "127.0.0.9/32");
        await using var first = await RawHttpClient.ConnectAsync(gateway.Address);
        await first.SendAsync(RawRequest.Get("/files/x"));
        Assert.Equal(200, (await first.ReadFinalResponseAsync()).Status);
        var second = await RawHttpClient.ConnectAsync(gateway.Address);
        await second.SendAsync(RawRequest.Get("/files/x"));
        Assert.Equal(200, (await second.ReadFinalResponseAsync()).Status);

        Assert.False(await IsServedAsync(gateway));
        Assert.False(await IsServedAsync(gateway));
        await second.DisposeAsync();
        await Poll.UntilAsync(() => IsServedAsync(gateway), Poll.Patience, "the place is free again");

        Assert.Single(gateway.Log.Entries, entry => entry.EventId.Id == 1913);
    }

    [Fact]
    public async Task TrustedProxy_OpensMany_AreServed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream, "127.0.0.1/32");
        List<RawHttpClient> open = [];
        for (var i = 0; i < 5; i++)
        {
            open.Add(await RawHttpClient.ConnectAsync(gateway.Address));
        }

        Assert.True(await IsServedAsync(gateway));
        foreach (var client in open)
        {
            await client.DisposeAsync();
        }
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream, string proxies) => GatewayHost.StartAsync(
        GatewaySettings.For(upstream.Address)
            .Set("Gateway:Connections:MaxPerAddress", 2)
            .Set("Gateway:TrustedProxies", new[] { proxies })
            .ToString());

    private static async Task<bool> IsServedAsync(GatewayHost gateway)
    {
        try
        {
            return (await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", "Connection: close"))).Status == 200;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Ended before the request was sent, or after: what matters is that it was not served.
            return false;
        }
    }
}
