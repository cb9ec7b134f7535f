using Gateway.Environments;
using Gateway.Telemetry;
using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Environments;

public sealed class ReloadTests
{
    [Fact]
    public async Task GoodFile_Written_NewEnvironmentAppearsAndNoRequestFails()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        Assert.Equal(421, await StatusAsync(gateway, "prod.example"));
        using var stop = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, 4).Select(_ => AskUntilAsync(gateway, stop.Token)).ToList();

        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address).Environment("prod", "prod.example").ToString());
        await Poll.UntilAsync(async () =>
            await StatusAsync(gateway, "prod.example") == 200, Poll.Patience, "the new environment is served");
        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address).Set("Gateway:Environments:dev:LogLevel", "Error").ToString());
        await Poll.UntilAsync(async () => await StatusAsync(gateway, "prod.example") == 421, Poll.Patience, "the environment is gone");

        await stop.CancelAsync();
        var statuses = (await Task.WhenAll(crowd)).SelectMany(statuses => statuses).ToList();
        Assert.NotEmpty(statuses);
        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.True(gateway.Services.GetRequiredService<GatewayMetrics>().LastReloadSuccessful);
    }

    [Fact]
    public async Task FaultyFile_Written_ChangesNothingAndIsReportedUntilMended()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());
        var metrics = gateway.Services.GetRequiredService<GatewayMetrics>();
        var before = gateway.Services.GetRequiredService<GatewayState>().Current;

        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address)
            .Environment("prod", "prod.example", GatewaySettings.DevHost)
            .Set("Gateway:Repositories:files:Upstreams", new[] { "nowhere" })
            .ToString());
        var entry = await gateway.Log.WaitForAsync(line => line.EventId.Id == 1201, "the faulty file is reported");

        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Contains("Gateway:Environments:prod:Hosts:1", entry.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", entry.Message, StringComparison.Ordinal);
        Assert.False(metrics.LastReloadSuccessful);
        Assert.Same(before, gateway.Services.GetRequiredService<GatewayState>().Current);
        Assert.Equal((200, 421), (await StatusAsync(gateway, GatewaySettings.DevHost), await StatusAsync(gateway, "prod.example")));

        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address).Environment("prod", "prod.example").ToString());
        await Poll.UntilAsync(() => metrics.LastReloadSuccessful, "the mended file is in force");
        Assert.Equal(200, await StatusAsync(gateway, "prod.example"));
    }

    [Fact]
    public async Task FileThatIsNoJson_Written_ChangesNothing()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address).ToString());

        await File.WriteAllTextAsync(gateway.ConfigurationFile, "{ \"Gateway\": ", TestContext.Current.CancellationToken);
        await Poll.UntilAsync(
            () => !gateway.Services.GetRequiredService<GatewayMetrics>().LastReloadSuccessful, "the broken file is noticed");

        Assert.Equal(200, await StatusAsync(gateway, GatewaySettings.DevHost));
    }

    [Fact]
    public async Task RequestUnderWay_DuringAReloadThatTakesItsEnvironmentAway_IsAnswered()
    {
        var gate = new Gate();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.On("/slow", Reply.After(gate, Reply.With(200, "slow")));
        await using var gateway = await GatewayHost.StartAsync(
            GatewaySettings.For(upstream.Address).Environment("prod", "prod.example").ToString());
        var slow = RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", "/files/slow", "prod.example"));
        await gate.ArrivedAsync();

        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address).ToString());
        await Poll.UntilAsync(async () => await StatusAsync(gateway, "prod.example") == 421, Poll.Patience, "the environment is gone");
        gate.Open();

        Assert.Equal((200, "slow"), ((await slow).Status, (await slow).Text));
    }

    private static async Task<int> StatusAsync(GatewayHost gateway, string host) =>
        (await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", "/files/x", host))).Status;

    private static async Task<List<int>> AskUntilAsync(GatewayHost gateway, CancellationToken stop)
    {
        var statuses = new List<int>();
        while (!stop.IsCancellationRequested)
        {
            statuses.Add(await StatusAsync(gateway, GatewaySettings.DevHost));
        }

        return statuses;
    }
}
