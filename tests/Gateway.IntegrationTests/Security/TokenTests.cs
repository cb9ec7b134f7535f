using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

public sealed class TokenTests(GuardedGateway guarded) : IClassFixture<GuardedGateway>
{
    /// <summary>An Authorization field, and what comes of it.</summary>
    public static TheoryData<string?, int, string?> Credentials { get; } = new()
    {
        { Bearer("reader-token"), 200, null },
        { Bearer("reader-token-next"), 200, null },
        { "Authorization: bearer reader-token", 200, null },
        { "authorization: BEARER   reader-token  ", 200, null },
        { Basic("anybody", "reader-token"), 200, null },
        { Basic("", "reader-token"), 200, null },
        { Basic("a", "b:reader-token"), 401, "token-invalid" },
        { null, 401, "token-required" },
        { Bearer("wrong"), 401, "token-invalid" },
        { Bearer("reader-tokem"), 401, "token-invalid" },
        { Bearer("READER-TOKEN"), 401, "token-invalid" },
        { Bearer(HashOf("reader-token")), 401, "token-invalid" },
        { Bearer("late-token"), 401, "token-expired" },
        { "Authorization: Bearer", 401, "token-invalid" },
        { "Authorization: Bearer ", 401, "token-invalid" },
        { "Authorization: reader-token", 401, "token-invalid" },
        { "Authorization: Digest username=reader", 401, "token-invalid" },
        { "Authorization: Basic reader-token", 401, "token-invalid" },
        { "Authorization: Basic cmVhZGVy", 401, "token-invalid" },
        { "Authorization: Bearer reader-token\r\nAuthorization: Bearer wrong", 401, "token-invalid" },
        { "Authorization: Bearer gws_e30.AAAA", 401, "token-invalid" },
    };

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Credential_Presented_CountsOrIsRefusedInWords(string? field, int status, string? error)
    {
        var response = await guarded.SendAsync(RawRequest.Get("/npm/left-pad", field is null ? [] : [field]));

        Assert.Equal((status, error), (response.Status, response.Value("X-Gateway-Error")));
        if (status == 401)
        {
            Assert.Contains(response.Values("WWW-Authenticate"), value => value.StartsWith("Bearer ", StringComparison.Ordinal));
            Assert.Contains(response.Values("WWW-Authenticate"), value => value.StartsWith("Basic ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task TokenOfTheGateway_Presented_DoesNotReachTheUpstream()
    {
        await guarded.SendAsync(RawRequest.Get("/npm/not-sent-on", Bearer("reader-token")));

        var sent = Assert.Single(await guarded.Upstream.ReceivedAsync("/not-sent-on"));
        Assert.DoesNotContain(sent.Headers, header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task NoCredential_UnknownPathAsked_DoesNotLearnWhatIsMounted()
    {
        var response = await guarded.SendAsync(RawRequest.Get("/what/is/here"));

        Assert.Equal((401, "token-required"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.DoesNotContain("/npm", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenTakenOutOfTheSettings_Reloaded_IsRefusedWithoutARestart()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(Settings("old-token").ToString());
        Assert.Equal(200, (await Ask("old-token")).Status);

        await gateway.ReconfigureAsync(Settings("new-token").ToString());

        await Poll.UntilAsync(async () => (await Ask("new-token")).Status == 200, Poll.Patience, "the new token counts");
        Assert.Equal(401, (await Ask("old-token")).Status);

        GatewaySettings Settings(string token) => For(upstream.Address, new { Tokens = new[] { Token("bot", token, []) } });
        Task<RawResponse> Ask(string token) => RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", Bearer(token)));
    }

    [Theory]
    [InlineData("GET", null, 200, null)]
    [InlineData("PUT", null, 401, "token-required")]
    [InlineData("PURGE", null, 401, "token-required")]
    [InlineData("PUT", "bot-token", 200, null)]
    [InlineData("PURGE", "bot-token", 403, "forbidden-action")]
    [InlineData("GET", "wrong", 401, "token-invalid")]
    public async Task AnonymousRead_Asked_OnlyReadingNeedsNoCredential(string method, string? token, int status, string? error)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(For(
            upstream.Address, new { Anonymous = "read", Tokens = new[] { Token("bot", "bot-token", []) } }).ToString());

        string[] lines = token is null ? ["Content-Length: 0"] : [Bearer(token), "Content-Length: 0"];
        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, lines));

        Assert.Equal((status, error), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task CredentialForTheUpstream_RepositoryPassesItOn_ReachesItWhereReadingIsOpen()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(For(
                upstream.Address, new { Anonymous = "read", Tokens = new[] { Token("bot", "bot-token", []) } })
            .Set("Gateway:Repositories:files:PassAuthorization", true)
            .ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", Bearer("the-upstreams-own")));

        Assert.Equal(200, response.Status);
        Assert.Contains(upstream.Requests[0].Values("Authorization"), value => value == "Bearer the-upstreams-own");
    }

    [Fact]
    public async Task OwnRoute_AskedWithTheGatewaysToken_NeedsAGrantAndKeepsTheTokenToItself()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(For(upstream.Address, new
        {
            Tokens = new[] { Token("in", "in-token", ["in"]), Token("out", "out-token", ["out"]) },
            Roles = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["in"] = new { Grants = new[] { Grant(["own"], ["*"], "read") } },
                ["out"] = new { Grants = new[] { Grant(["files"], ["*"], "read") } },
            },
        }).Set("ReverseProxy:Routes:own", new { ClusterId = "main", Match = new { Path = "/own/{**rest}" } }).ToString());

        var granted = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/own/x", Bearer("in-token")));
        var refused = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/own/x", Bearer("out-token")));

        Assert.Equal((200, 403, "forbidden-repository"), (granted.Status, refused.Status, refused.Value("X-Gateway-Error")));
        Assert.DoesNotContain(
            Assert.Single(upstream.Requests).Headers, header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
    }
}
