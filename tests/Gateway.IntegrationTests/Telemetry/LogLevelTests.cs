using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Telemetry;

public sealed class LogLevelTests
{
    [Fact]
    public async Task TwoEnvironments_Asked_AreLoggedByTheirOwnLevels()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);

        await AskAsync(gateway, "/files/x", "prod.example");
        await AskAsync(gateway, "/nothing", "prod.example");
        await AskAsync(gateway, "/files/x", "dev.example");
        await AskAsync(gateway, "/nothing", "dev.example");
        await gateway.Log.WaitForAsync(IsAccessOf("dev", 404));

        var lines = gateway.Log.Entries;
        Assert.Contains(lines, line => line.Level == LogLevel.Debug && line.EventId.Id == 1100);
        Assert.Single(lines, line => line.EventId.Id == 1100);
        Assert.Contains(lines, entry => IsAccessOf("dev", 200)(entry));
        Assert.DoesNotContain(lines, entry => IsAccessOf("prod", 200)(entry));
        Assert.Contains(lines, entry => IsAccessOf("prod", 404)(entry) && entry.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task SameConnection_NextRequest_IsNotLoggedByTheLevelOfTheOneBefore()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);

        await client.SendAsync(RawRequest.Of("GET", "/nothing", "dev.example"));
        await client.ReadResponseAsync();
        await client.SendAsync(RawRequest.Of("GET", "/nothing", "nobody.example"));
        await client.ReadResponseAsync();
        await gateway.Log.WaitForAsync(line => line.Category == "Gateway.Access" && line["Status"] is 421);

        Assert.DoesNotContain(gateway.Log.Entries, line => line.EventId.Id == 1100 && line["Code"] is "unknown-environment");
    }

    [Fact]
    public async Task FetchOnAContextOfItsOwn_Runs_IsLoggedByTheLevelOfItsEnvironment()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "", ("Cache-Control", "no-store")));
        await using var gateway = await StartAsync(upstream);

        await AskAsync(gateway, "/files/prod", "prod.example");
        await AskAsync(gateway, "/files/dev", "dev.example");
        await gateway.Log.WaitForAsync(IsAccessOf("dev", 200));

        var lines = gateway.Log.Entries.Where(line => line is { Category: "Gateway.Caching", Level: LogLevel.Debug }).ToList();
        Assert.Contains(lines, line => line.Message.Contains("/files/dev", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Message.Contains("/files/prod", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/files/x?token=hunter2")]
    [InlineData("/nothing?token=hunter2")]
    public async Task SecretInAQuery_Logged_IsInNoLine(string target)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target, "Authorization: Bearer hunter2"));
        await gateway.Log.WaitForAsync(line => line.Category == "Gateway.Access");

        Assert.DoesNotContain(gateway.Log.Entries, line => line.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
        .Set("Gateway:Environments:dev:LogLevel", "Debug")
        .Environment("prod", "prod.example")
        .Set("Gateway:Environments:prod:LogLevel", "Warning")
        .ToString());

    private static Task<RawResponse> AskAsync(GatewayHost gateway, string target, string host) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", target, host));

    private static Func<LogEntry, bool> IsAccessOf(string environment, int status) => line =>
        line.Category == "Gateway.Access" && line["Environment"] is string name && name == environment && line["Status"] is int code
            && code == status;
}
