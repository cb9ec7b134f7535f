using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security;

/// <summary>What a policy wants of answers holds for all of them: the upstream's, the cache's and the gateway's own.</summary>
public sealed class AnswerHardeningTests
{
    [Theory]
    [InlineData("open", "Werkzeug/1.0", "PHP/5", null)]
    [InlineData("internal", null, null, "nosniff")]
    [InlineData("strict", null, null, "nosniff")]
    public async Task UpstreamTellsWhatItRunsOn_AskedTwice_PolicySaysWhatIsPassedOn(
        string policy, string? server, string? powered, string? noSniff)
    {
        await using var upstream = await TalkativeAsync();
        await using var gateway = await StartAsync(upstream, policy);

        foreach (var status in new[] { "MISS", "HIT" })
        {
            var answer = await GetAsync(gateway, "/files/x");
            Assert.Equal((200, status), (answer.Status, answer.Value("X-Cache-Status")));
            Assert.Equal(
                (server, powered, noSniff),
                (answer.Value("Server"), answer.Value("X-Powered-By"), answer.Value("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("/files/broken", 500)]
    [InlineData("/dead/x", 502)]
    [InlineData("/nowhere", 404)]
    public async Task AnswerIsAnError_Asked_IsHardenedLikeAnyOther(string target, int status)
    {
        await using var upstream = await TalkativeAsync();
        await using var gateway = await StartAsync(upstream, "strict");

        var answer = await GetAsync(gateway, target);

        Assert.Equal(
            (status, null, "nosniff", "max-age=86400"),
            (answer.Status, answer.Value("Server"), answer.Value("X-Content-Type-Options"), answer.Value("Strict-Transport-Security")));
    }

    [Fact]
    public async Task UpstreamHasAnHstsOfItsOwn_Asked_ThePolicysIsTheOnlyOne()
    {
        await using var upstream = await TalkativeAsync();
        await using var gateway = await StartAsync(upstream, "strict");

        var answer = await GetAsync(gateway, "/files/x");

        Assert.Equal(["max-age=86400"], answer.Values("Strict-Transport-Security"));
    }

    private static async Task<FakeUpstream> TalkativeAsync()
    {
        (string, string)[] fields =
        [
            ("Server", "Werkzeug/1.0"), ("X-Powered-By", "PHP/5"), ("Strict-Transport-Security", "max-age=1; preload"),
            ("Cache-Control", "max-age=60"),
        ];
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "hello", fields));
        upstream.On("/broken", Reply.With(500, "x", fields));
        return upstream;
    }

    /// <summary>The client came by HTTPS to a proxy that is trusted.</summary>
    private static Task<GatewayHost> StartAsync(FakeUpstream upstream, string policy) => GatewayHost.StartAsync(
        GatewaySettings.For(upstream.Address)
            .Set("Gateway:Environments:dev:SecurityPolicy", policy)
            .Set("Gateway:SecurityPolicies:strict:Hsts", "1.00:00:00")
            .Set("Gateway:TrustedProxies", new[] { "127.0.0.1" })
            .Cluster("dead", new Uri("http://127.0.0.1:1/"))
            .Repository("dead", "/dead", "dead")
            .ToString());

    private static Task<RawResponse> GetAsync(GatewayHost gateway, string target) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get(target, "X-Forwarded-Proto: https"));
}
