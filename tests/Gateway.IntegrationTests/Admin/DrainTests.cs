using System.Net;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.IntegrationTests.Admin;

public sealed class DrainTests
{
    private static readonly TimeSpan AcceptFor = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drain_Ordered_GatewayIsNotReadyAndAnswersOn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello"));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        using var ordered = await gateway.Client.PostAsync(new Uri(gateway.Admin!, "/api/drain"), content: null, Cancelled);

        Assert.Equal(HttpStatusCode.OK, ordered.StatusCode);
        using var ready = await gateway.Client.GetAsync(new Uri(gateway.Admin!, "/readyz"), Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("not ready: draining\n", await ready.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("hello", await gateway.Client.GetStringAsync("/files/x", Cancelled));
        var audit = Assert.Single(gateway.Log.Entries, line => line.Category == "Gateway.Audit");
        Assert.Equal(("anonymous", IPAddress.Loopback), (audit["Caller"], audit["Client"]));
    }

    [Fact]
    public async Task Gateway_ToldToStop_AcceptsForAWhileAndFinishesWhatItBegan()
    {
        var (clock, gate) = (new ManualClock(), new Gate());
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello"));
        upstream.On("/slow", Reply.After(gate, Reply.With(200, "slow")));
        await using var gateway = await GatewayHost.StartAsync(
            GatewaySettings.For(upstream.Address).Set("Gateway:Drain:AcceptFor", AcceptFor.ToString()).ToString(), clock);
        var stopping = gateway.Services.GetRequiredService<IHost>().StopAsync(Cancelled);
        using var ready = await gateway.Client.GetAsync(new Uri(gateway.Admin!, "/readyz"), Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("hello", await gateway.Client.GetStringAsync("/files/x", Cancelled));
        var slow = gateway.Client.GetStringAsync("/files/slow", Cancelled);
        await gate.ArrivedAsync();
        Assert.False(stopping.IsCompleted);

        clock.Advance(AcceptFor);
        gate.Open();

        Assert.Equal("slow", await slow);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Client.GetStringAsync("/files/x", Cancelled));
    }
}
