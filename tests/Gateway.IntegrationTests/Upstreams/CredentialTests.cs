using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class CredentialTests
{
    private const string ClientsOwn = "Authorization: Bearer of-the-client";

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task ClientsCredential_Sent_EndsAtTheGateway(string method) =>
        Assert.Empty(await AuthorizationAtUpstream(settings => settings, method));

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task RepositoryPassesAuthorization_CredentialSent_Arrives(string method) =>
        Assert.Equal(
            ["Bearer of-the-client"],
            await AuthorizationAtUpstream(settings => settings.Set("Gateway:Repositories:files:PassAuthorization", true), method),
            StringComparer.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UpstreamHasACredentialOfItsOwn_CredentialSent_OnlyItsOwnArrives(bool passAuthorization)
    {
        using var folder = new TempFolder();
        var secret = folder.Write("secret", "of-the-gateway\n");

        var seen = await AuthorizationAtUpstream(
            settings => settings
                .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretFile = secret })
                .Set("Gateway:Repositories:files:PassAuthorization", passAuthorization),
            "GET");

        Assert.Equal(["Bearer of-the-gateway"], seen, StringComparer.Ordinal);
    }

    [Fact]
    public async Task SecondUpstreamOfAChain_Asked_IsNotShownTheCredentialOfTheFirst()
    {
        using var folder = new TempFolder();
        await using var first = await FakeUpstream.StartAsync();
        await using var second = await FakeUpstream.StartAsync();
        first.Otherwise(Reply.With(404));
        second.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(first.Address)
            .Cluster("public", second.Address)
            .Repository("files", "/files", "main", "public")
            .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Basic", SecretFile = folder.Write("secret", "dTpw") })
            .ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x", ClientsOwn));

        Assert.Equal(200, response.Status);
        Assert.Equal("Basic dTpw", Assert.Single(first.Requests).Value("Authorization"));
        Assert.Null(Assert.Single(second.Requests).Value("Authorization"));
    }

    [Fact]
    public async Task SecretFileChanged_Asked_TheNewOneIsShownAndABrokenOneLeavesItInForce()
    {
        using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretFile = folder.Write("secret", "first") })
            .ToString());
        Assert.Equal("Bearer first", await ShownAsync(gateway, upstream));

        folder.Write("secret", "second\n");
        await Poll.UntilAsync(
            async () => await ShownAsync(gateway, upstream) == "Bearer second", TimeSpan.FromSeconds(5), "the new secret is shown");
        folder.Write("secret", "two\nlines");
        var stale = await gateway.Log.WaitForAsync(entry => entry.EventId.Id == 1342, "the broken one is reported");

        Assert.DoesNotContain("two", stale.Message, StringComparison.Ordinal);
        Assert.Equal("Bearer second", await ShownAsync(gateway, upstream));
    }

    [Fact]
    public async Task SecretInAnEnvironmentVariable_Asked_IsShown()
    {
        // Every process has this one, and nobody is to set variables of a process in which other tests run.
        const string Variable = "PATH";

        var seen = await AuthorizationAtUpstream(
            settings => settings.Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretVariable = Variable }), "GET");

        Assert.Equal([$"Bearer {Environment.GetEnvironmentVariable(Variable)}"], seen, StringComparer.Ordinal);
    }

    private static async Task<string?> ShownAsync(GatewayHost gateway, FakeUpstream upstream)
    {
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of("PUT", "/files/x", GatewaySettings.DevHost, "Content-Length: 0"));
        return upstream.Requests[^1].Value("Authorization");
    }

    private static async Task<IReadOnlyList<string>> AuthorizationAtUpstream(
        Func<GatewaySettings, GatewaySettings> configure, string method)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await GatewayHost.StartAsync(configure(GatewaySettings.For(upstream.Address)).ToString());
        await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Of(method, "/files/x", GatewaySettings.DevHost, ClientsOwn));
        return Assert.Single(upstream.Requests).Values("Authorization");
    }
}
