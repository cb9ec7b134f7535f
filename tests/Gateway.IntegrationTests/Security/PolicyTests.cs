using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security;

public sealed class PolicyTests
{
    [Fact]
    public async Task HttpsRequired_PlainHttp_IsRefusedAndReachesNoUpstream() =>
        await MustRefuse(Policy("RequireHttps", true), RawRequest.Get("/files/x"), 403, "https-required");

    [Fact]
    public async Task HttpsRequired_StrangerClaimsHttps_IsRefused() =>
        await MustRefuse(Policy("RequireHttps", true), RawRequest.Get("/files/x", "X-Forwarded-Proto: https"), 403, "https-required");

    [Fact]
    public async Task HttpsRequired_TrustedProxyTookHttps_IsServedWithHsts()
    {
        var (response, reached) = await AskAsync(
            settings =>
                Policy("Hsts", "365.00:00:00")(Policy("RequireHttps", true)(settings)).Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }),
            RawRequest.Get("/files/x", "X-Forwarded-Proto: https"));

        Assert.Equal((200, 1, "max-age=31536000"), (response.Status, reached, response.Value("Strict-Transport-Security")));
    }

    [Fact]
    public async Task HstsConfigured_PlainHttp_DoesNotCarryIt() =>
        Assert.Null((await AskAsync(Policy("Hsts", "1.00:00:00"), RawRequest.Get("/files/x"))).Response.Value("Strict-Transport-Security"));

    [Fact]
    public async Task NetworkNotAllowed_Asks_IsRefusedWithTheAddress()
    {
        var response = await MustRefuse(
            Policy("AllowedNetworks", new[] { "10.0.0.0/8" }), RawRequest.Get("/files/x"), 403, "forbidden-network");

        Assert.Contains("127.0.0.1", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NetworkDenied_Asks_IsRefusedThoughAllowed() =>
        await MustRefuse(
            settings => Policy("DeniedNetworks", new[] { "127.0.0.1" })(Policy("AllowedNetworks", new[] { "127.0.0.0/8" })(settings)),
            RawRequest.Get("/files/x"), 403, "forbidden-network");

    [Theory]
    [InlineData("RequireHttps", true, "https-required")]
    [InlineData("DeniedNetworks", new[] { "127.0.0.1" }, "forbidden-network")]
    public async Task PolicyRefuses_Asks_IsOneAuditLine(string key, object value, string code)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(Policy(key, value)(GatewaySettings.For(upstream.Address)).ToString());

        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x?secret"));

        var line = Assert.Single(gateway.Log.Entries, entry => entry.Category == "Gateway.Audit");
        Assert.Equal(
            $"Refused with {code}: identity=- address=127.0.0.1 environment=dev repository=- action=GET name=/files/x missing role: -",
            line.Message);
    }

    [Theory]
    [InlineData("10.1.2.3", 200)]
    [InlineData("192.0.2.1", 403)]
    [InlineData("10.1.2.3, 192.0.2.1", 403)]
    public async Task ClientBehindATrustedProxy_Asks_ItsOwnNetworkCounts(string forwardedFor, int expected)
    {
        var (response, _) = await AskAsync(
            settings => Policy("AllowedNetworks", new[] { "10.0.0.0/8" })(settings).Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }),
            RawRequest.Get("/files/x", $"X-Forwarded-For: {forwardedFor}"));

        Assert.Equal(expected, response.Status);
    }

    [Fact]
    public async Task BodyAnnouncedTooLarge_Sent_IsRefusedAndReachesNoUpstream() =>
        await MustRefuse(
            Policy("MaxRequestBodySize", "1KiB"),
            $"PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nContent-Length: 1025\r\n\r\n{new string('a', 1025)}", 413, "body-too-large");

    [Fact]
    public async Task BodyOfUnknownLength_TurnsOutTooLarge_IsRefused()
    {
        var (response, _) = await AskAsync(
            Policy("MaxRequestBodySize", "1KiB"),
            $"PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\n\r\n401\r\n{new string('a', 1025)}\r\n0\r\n\r\n");

        Assert.Equal((413, "body-too-large"), (response.Status, response.Value("X-Gateway-Error")));
    }

    /// <summary>Of a chunked body the server counts the lengths of the chunks too.</summary>
    [Theory]
    [InlineData("Content-Length: 1024\r\n\r\n", 1024, "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3e8\r\n", 1000, "\r\n0\r\n\r\n")]
    public async Task BodyUpToTheSize_Sent_IsTaken(string before, int length, string after)
    {
        var (response, reached) = await AskAsync(
            Policy("MaxRequestBodySize", "1KiB"),
            $"PUT /files/x HTTP/1.1\r\nHost: dev.example\r\n{before}{new string('a', length)}{after}");

        Assert.Equal((200, 1), (response.Status, reached));
    }

    [Fact]
    public async Task ChunkWithoutALength_Sent_IsABadRequest()
    {
        var (response, _) = await AskAsync(
            settings => settings, "PUT /files/x HTTP/1.1\r\nHost: dev.example\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

        Assert.Equal(400, response.Status);
    }

    private static Func<GatewaySettings, GatewaySettings> Policy(string key, object value) =>
        settings => settings.Set($"Gateway:SecurityPolicies:open:{key}", value);

    private static async Task<RawResponse> MustRefuse(
        Func<GatewaySettings, GatewaySettings> configure, string request, int status, string error)
    {
        var (response, reached) = await AskAsync(configure, request);
        Assert.Equal((status, error, 0), (response.Status, response.Value("X-Gateway-Error"), reached));
        return response;
    }

    private static async Task<(RawResponse Response, int Reached)> AskAsync(
        Func<GatewaySettings, GatewaySettings> configure, string request)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(configure(GatewaySettings.For(upstream.Address)).ToString());
        return (await RawHttpClient.ExchangeAsync(gateway.Address, request), upstream.Requests.Count);
    }
}
