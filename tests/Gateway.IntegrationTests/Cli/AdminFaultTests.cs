using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Commands that ask a running gateway, against anything but one.</summary>
public sealed class AdminFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stats")]
    [InlineData("ls")]
    [InlineData("purge", "--all")]
    [InlineData("warm", "http://localhost/x")]
    public async Task NobodyListens_AnyCommand_SaysSo(params string[] args)
    {
        using var port = new PortReservation();

        (await CacheAsync(new Uri($"http://127.0.0.1:{port.EndPoint.Port}/"), args)).MustFail(1, "Nothing listens at http://127.0.0.1:");
    }

    [Fact]
    public async Task ServerHangs_Stats_GivesUpInTime()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Fault.Hang(new Gate()));

        (await CacheAsync(server.Address, "stats", "--timeout", "0.3")).MustFail(1, "did not answer within 0.3 s");
    }

    [Fact]
    public async Task ServerHangsInItsAnswer_List_GivesUpInTime()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Fault.ResetMidBody("{\"entries\":["u8.ToArray(), 100, new Gate(), ("Content-Type", "application/json")));

        (await CacheAsync(server.Address, "ls", "--timeout", "0.3")).MustFail(1, "did not answer within 0.3 s");
    }

    [Theory]
    [InlineData(404, "text/html", "<html>", "is not a gateway's admin listener (status 404, text/html)")]
    [InlineData(200, "text/html", "<html>", "is not a gateway's admin listener (status 200, text/html)")]
    [InlineData(200, "application/json", "[]", "is not a gateway's admin listener")]
    [InlineData(200, "application/json", "{", "is not a gateway's admin listener")]
    [InlineData(200, "application/json", """{"tiers": 5}""", "answered in a form that this release")]
    [InlineData(401, "application/problem+json", """{"detail": "No token was sent."}""", "GATEWAY_ADMIN_TOKEN")]
    [InlineData(403, "application/problem+json", """{"detail": "The token may only read."}""", "The token may only read")]
    [InlineData(400, "application/problem+json", """{"detail": "'limit' is '0'."}""", "refused: 'limit' is '0'.")]
    public async Task ServerAnswersOddly_Stats_SaysWhat(int status, string type, string body, string expected)
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Reply.With(status, body, ("Content-Type", type)));

        (await CacheAsync(server.Address, "stats")).MustFail(1, expected);
    }

    [Theory]
    [InlineData(200, "text/plain", "ready\n", 0, "ready")]
    [InlineData(503, "text/plain", "not ready: stopping\n", 1, "not ready: stopping")]
    public async Task Probe_Ready_TellsItsWords(int status, string type, string body, int expected, string words)
    {
        await using var server = await FakeUpstream.StartAsync();
        server.On("/readyz", Reply.With(status, body, ("Content-Type", type)));

        var run = await CommandRun.OfAsync("ready", "--admin", server.Address.AbsoluteUri);

        Assert.Equal((expected, words), (run.Status, run.Output.Trim()));
    }

    [Fact]
    public async Task NoProbeThere_Ready_SaysSo()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Reply.With(404, "", ("Content-Type", "text/html")));

        (await CommandRun.OfAsync("ready", "--alive", "--admin", server.Address.AbsoluteUri)).MustFail(1, "is not a gateway's admin "
            + "listener");
    }

    [Fact]
    public async Task ServerResets_Stats_SaysSo()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Fault.ResetMidBody("{"u8.ToArray(), 100, ("Content-Type", "application/json")));

        (await CacheAsync(server.Address, "stats")).MustFail(1, "broke off its answer");
    }

    [Fact]
    public async Task TokenInAFile_Stats_PresentsIt()
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Reply.With(200, """{"tiers": [], "repositories": []}""", ("Content-Type", "application/json")));

        var shown = await CacheAsync(server.Address, "stats", "--token-file", _folder.Write("token", "abc-123\n"));

        Assert.Equal(0, shown.Status);
        Assert.Equal("Bearer abc-123", Assert.Single(server.Requests).Value("Authorization"));
    }

    [Fact]
    public async Task OwnAuthority_Stats_IsTrustedOnlyWhenNamed()
    {
        using var authority = new TestCertificates();
        using var certificate = authority.Server("localhost");
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate });
        server.Otherwise(Reply.With(200, """{"tiers": [], "repositories": []}""", ("Content-Type", "application/json")));

        (await CacheAsync(server.Address, "stats")).MustFail(1, "Name the authority of its certificate with --ca FILE");
        Assert.Equal(0, (await CacheAsync(server.Address, "stats", "--ca", authority.WriteRoot(_folder))).Status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT", 0, "")]
    [InlineData("http://*:PORT", 0, "")]
    [InlineData("", 1, "turns the admin listener off")]
    [InlineData("nonsense", 1, "which is no URL to connect to")]
    public async Task NoAddressGiven_Stats_TakesTheConfigurations(string url, int status, string expected)
    {
        await using var server = await FakeUpstream.StartAsync();
        server.Otherwise(Reply.With(200, """{"tiers": [], "repositories": []}""", ("Content-Type", "application/json")));
        var written = url.Replace("PORT", $"{server.Address.Port}", StringComparison.Ordinal);
        var file = _folder.Write("gateway.json", $$"""{ "Gateway": { "Admin": { "Url": "{{written}}" } } }""");

        var shown = await CommandRun.OfAsync("cache", "stats", "--config", file);

        Assert.Equal(status, shown.Status);
        Assert.Contains(expected, shown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cache", "stats", "--admin", "nonsense", "--admin is 'nonsense'; it must be an http or https URL")]
    [InlineData("cache", "stats", "--timeout", "soon", "--timeout is 'soon'; it must be a number of seconds")]
    [InlineData("cache", "ls", "--limit", "many", "--limit is 'many'")]
    [InlineData("cache", "purge", "Nothing says what is to be purged")]
    [InlineData("cache", "purge", "--all", "--tag", "x", "This says more than one thing")]
    [InlineData("cache", "warm", "Nothing says what is to be warmed")]
    [InlineData("cache", "stats", "--key", "x.key", "--key is of no use without --cert")]
    [InlineData("cache", "melt", "'melt' is not known here")]
    [InlineData("cache", "'cache' needs to know what to do: stats, ls, purge or warm.")]
    public async Task WrongUsage_AnyCommand_IsToldAndGives2(params string[] argsThenExpected) =>
        (await CommandRun.OfAsync(argsThenExpected[..^1])).MustFail(2, argsThenExpected[^1]);

    [Theory]
    [InlineData("warm", "--file")]
    [InlineData("stats", "--ca")]
    [InlineData("stats", "--cert")]
    [InlineData("stats", "--token-file")]
    public async Task FileIsAbsent_AnyCommand_NamesIt(string command, string option)
    {
        var absent = _folder["absent"];

        (await CommandRun.OfAsync("cache", command, option, absent, "--admin", "http://127.0.0.1:1/"))
            .MustFail(1, $"There is no file '{absent}'");
    }

    [Fact]
    public async Task ConfigurationIsBroken_Stats_PointsToCheck() =>
        (await CommandRun.OfAsync("cache", "stats", "--config", _folder.Write("a.json", "{"))).MustFail(1, "'gateway check' names");

    private static Task<CommandRun> CacheAsync(Uri admin, params string[] args) =>
        CommandRun.OfAsync(["cache", .. args, "--admin", admin.AbsoluteUri]);
}
