using System.Net.Http.Json;
using System.Text.Json;
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
    [InlineData(false)]
    [InlineData(true)]
    public async Task Level_SwitchedUnderLoad_HoldsAtOnceAndNoRequestIsLost(bool byReload)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "kept", ("Cache-Control", "max-age=600")));
        await using var gateway = await StartAsync(upstream);
        using var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(number => AskManyAsync(gateway, number, ended.Token)).ToList();

        for (var i = 0; i < 10; i++)
        {
            var level = i % 2 == 0 ? LogLevel.Error : LogLevel.Debug;
            await (byReload ? gateway.ReconfigureAsync(Settings(upstream, level)) : PutLevelAsync(gateway, level));
            await Poll.UntilAsync(async () => await LevelAsync(gateway) == $"{level}", Poll.Patience, $"the level is {level}");
        }

        await ended.CancelAsync();
        var statuses = (await Task.WhenAll(clients)).SelectMany(found => found).ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"{statuses.Count} requests, 10 switches");
        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.InRange(statuses.Count, clients.Count, int.MaxValue);
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

    private static Task<GatewayHost> StartAsync(FakeUpstream upstream) => GatewayHost.StartAsync(Settings(upstream, LogLevel.Debug));

    private static string Settings(FakeUpstream upstream, LogLevel dev) => GatewaySettings.For(upstream.Address)
        .Set("Gateway:Environments:dev:LogLevel", $"{dev}")
        .Environment("prod", "prod.example")
        .Set("Gateway:Environments:prod:LogLevel", "Warning")
        .ToString();

    private static async Task PutLevelAsync(GatewayHost gateway, LogLevel level)
    {
        using var response = await gateway.Client.PutAsJsonAsync(
            new Uri(gateway.Admin!, "/api/environments/dev/log-level"), new { level = $"{level}" }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<string?> LevelAsync(GatewayHost gateway)
    {
        var text = await gateway.Client.GetStringAsync(
            new Uri(gateway.Admin!, "/api/environments"), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("environments").EnumerateArray()
            .Single(environment => environment.GetProperty("name").GetString() == "dev").GetProperty("logLevel").GetString();
    }

    /// <summary>Asks on one connection until it is enough.</summary>
    private static async Task<List<int>> AskManyAsync(GatewayHost gateway, int number, CancellationToken enough)
    {
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address);
        List<int> statuses = [];
        do
        {
            await client.SendAsync(RawRequest.Get($"/files/{number % 3}"));
            statuses.Add((await client.ReadResponseAsync()).Status);
        }
        while (!enough.IsCancellationRequested);

        return statuses;
    }

    private static Task<RawResponse> AskAsync(GatewayHost gateway, string target, string host) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("GET", target, host));

    private static Func<LogEntry, bool> IsAccessOf(string environment, int status) => line =>
        line.Category == "Gateway.Access" && line["Environment"] is string name && name == environment && line["Status"] is int code
            && code == status;
}
