using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>A registry that keeps its archives elsewhere: the client needs nobody but the gateway.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private const string Archive = "/example.com/m/@v/v1.0.0.zip";

    private FakeUpstream _registry = null!;
    private FakeUpstream _storage = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await FakeUpstream.StartAsync();
        _storage = await FakeUpstream.StartAsync();
        _registry.Otherwise(Reply.With(404));
        _storage.Otherwise(Reply.With(404));
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _storage.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task NamedHost_RedirectedTo_IsAskedWithoutTheCredentialAndStoredForTheTarget(int status)
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On(Archive, Reply.With(status, "moved", ("Location", $"{_storage.Address}blob%2fkey?sig=%2Babc%7e")));
        _storage.On("/blob%2fkey", Reply.With(200, "archive", ("ETag", "\"blob\"")));

        var fetched = await GetAsync(gateway, Archive, "Cookie: a=b", "X-Custom: y");
        await Poll.UntilAsync(
            async () => (await GetAsync(gateway, Archive)).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");

        Assert.Equal((200, "archive", "\"blob\""), (fetched.Status, fetched.Text, fetched.Value("ETag")));
        Assert.Null(fetched.Value("Location"));
        var asked = Assert.Single(_storage.Requests);
        Assert.Equal("/blob%2fkey?sig=%2Babc%7e", asked.RawTarget);
        Assert.All(
            ["Authorization", "Cookie", "X-Custom", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via", "traceparent"],
            field => Assert.Null(asked.Value(field)));
        Assert.Equal("Bearer secret", Assert.Single(_registry.Requests).Value("Authorization"));
    }

    [Fact]
    public async Task TheUpstreamItself_RedirectedTo_IsAskedWithTheCredential()
    {
        await using var gateway = await StartAsync();
        _registry.On(Archive, Reply.With(302, "", ("Location", "../../../files/a.zip")));
        _registry.On("/files/a.zip", Reply.With(200, "archive"));

        Assert.Equal("archive", (await GetAsync(gateway, Archive)).Text);

        Assert.Equal("Bearer secret", Assert.Single(_registry.RequestsTo("/files/a.zip")).Value("Authorization"));
    }

    [Fact]
    public async Task Head_Redirected_IsFollowedAsHead()
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On(Archive, Reply.With(302, "", ("Location", $"{_storage.Address}blob")));
        _storage.On("/blob", Reply.With(200, "archive", ("ETag", "\"blob\"")));

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of("HEAD", "/go" + Archive, GatewaySettings.DevHost));

        Assert.Equal((200, "\"blob\""), (response.Status, response.Value("ETag")));
        Assert.Equal("HEAD", Assert.Single(_storage.Requests).Method);
    }

    [Fact]
    public async Task StorageThatFails_RedirectedTo_IsTheUpstreamsFailure()
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On(Archive, Reply.With(302, "", ("Location", $"{_storage.Address}blob")));
        await _storage.StopListeningAsync();

        var response = await GetAsync(gateway, Archive);

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task StoredAnswer_OfAStorage_IsConfirmedByIt()
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On("/example.com/m/@latest", Reply.With(302, "", ("Location", $"{_storage.Address}latest")));
        _storage.On("/latest", context => context.Request.Headers.IfNoneMatch == "\"1\""
            ? Reply.With(304, "", ("ETag", "\"1\""))(context)
            : Reply.With(200, "{}", ("ETag", "\"1\""), ("Cache-Control", "max-age=0"))(context));

        await GetAsync(gateway, "/example.com/m/@latest");
        RawResponse? second = null;
        await Poll.UntilAsync(
            async () => (second = await GetAsync(gateway, "/example.com/m/@latest")).Value("X-Cache-Status") == "REVALIDATED",
            Poll.Patience,
            "the stored answer is confirmed");

        Assert.Equal((200, "{}"), (second!.Status, second.Text));
    }

    [Theory]
    [InlineData("http://elsewhere.example/blob", "upstream-redirect-refused", "elsewhere.example")]
    [InlineData("gopher://elsewhere.example/", "upstream-redirect-refused", "URL")]
    [InlineData("/example.com/m/@v/v1.0.0.zip", "upstream-redirect-loop", "circle")]
    public async Task BadRedirect_Answered_IsAnErrorThatSaysWhy(string location, string code, string word)
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On(Archive, Reply.With(302, "", ("Location", location)));

        var response = await GetAsync(gateway, Archive);

        Assert.Equal((502, code), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains(word, response.Text, StringComparison.Ordinal);
        Assert.Contains("main", response.Text, StringComparison.Ordinal);
        Assert.Equal("", response.Value("Location") ?? "");
    }

    [Fact]
    public async Task RedirectsWithoutAnEnd_Answered_AreGivenUp()
    {
        await using var gateway = await StartAsync();
        var hop = 0;
        _registry.Otherwise(context => Reply.With(302, "", ("Location", $"/hop/{Interlocked.Increment(ref hop)}"))(context));

        var response = await GetAsync(gateway, Archive);

        Assert.Equal("upstream-redirect-loop", response.Value("X-Gateway-Error"));
        Assert.Equal(6, _registry.Requests.Count);
    }

    [Fact]
    public async Task HostThatOnlyAWildcardAllows_InsideTheNetwork_IsNotAsked()
    {
        await using var gateway = await StartAsync("*.localhost");
        var location = $"http://blobs.localhost:{_storage.Address.Port}/blob";
        _registry.On(Archive, Reply.With(302, "", ("Location", location)));

        var response = await GetAsync(gateway, Archive);

        // A system that does not resolve names below localhost cannot tell where it lies.
        Assert.Equal(502, response.Status);
        Assert.Contains(
            response.Value("X-Gateway-Error"), (string?[])["upstream-redirect-refused", "upstream-dns-failed"], StringComparer.Ordinal);
        Assert.Empty(_storage.Requests);
    }

    [Fact]
    public async Task RedirectFromHttpsToHttp_Answered_IsRefused()
    {
        using var authority = new TestCertificates("Internal CA");
        using var certificate = authority.Server("127.0.0.1");
        await using var secure = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate });
        secure.Otherwise(Reply.With(302, "", ("Location", $"{_storage.Address}blob")));
        using var folder = new TempFolder();
        var roots = authority.WriteRoot(folder);
        await using var gateway = await GatewayHost.StartAsync(Settings(secure.Address, [_storage.Address.Authority])
            .Set("Gateway:Upstreams:main:Tls:TrustedRoots", new[] { roots }).ToString());

        var response = await GetAsync(gateway, Archive);

        Assert.Equal("upstream-redirect-refused", response.Value("X-Gateway-Error"));
        Assert.Contains("https to http", response.Text, StringComparison.Ordinal);
        Assert.Empty(_storage.Requests);
    }

    [Fact]
    public async Task NoHostsNamed_RedirectElsewhere_IsTheClients()
    {
        await using var gateway = await StartAsync();
        _registry.On(Archive, Reply.With(302, "", ("Location", $"{_storage.Address}blob")));

        var response = await GetAsync(gateway, Archive);

        Assert.Equal((302, $"{_storage.Address}blob"), (response.Status, response.Value("Location")));
        Assert.Empty(_storage.Requests);
    }

    [Fact]
    public async Task Publish_Redirected_IsTheClientsToSendAgain()
    {
        await using var gateway = await StartAsync(_storage.Address.Authority);
        _registry.On("/m", Reply.With(307, "", ("Location", $"{_storage.Address}m")));

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of("PUT", "/files/m", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal((307, 0), (response.Status, _storage.Requests.Count));
    }

    private static Task<RawResponse> GetAsync(GatewayHost gateway, string target, params string[] lines) =>
        RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get($"/go{target}", lines));

    private static GatewaySettings Settings(Uri registry, string[] hosts) => GatewaySettings.For(registry)
        .Set("Gateway:Repositories:go", new { Format = "go", Path = "/go", Upstreams = new[] { "main" } })
        .Set("Gateway:Upstreams:main:RedirectHosts", hosts);

    private async Task<GatewayHost> StartAsync(params string[] hosts)
    {
        using var folder = new TempFolder();
        var secret = folder.Write("secret", "secret");
        return await GatewayHost.StartAsync(Settings(_registry.Address, hosts)
            .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretFile = secret }).ToString());
    }
}
