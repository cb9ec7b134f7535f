using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>Who of a chain answers, and what is remembered of it.</summary>
public sealed class ChainTests
{
    private static readonly string[] HouseThenWorld = ["house", "world"];
    private static readonly string[] WorldOnly = ["world"];

    /// <summary>The client trusts the private registry with it; the public one would learn it with the first name missing there.</summary>
    [Theory]
    [InlineData("npm", "/left", "Authorization: Bearer of-alice")]
    [InlineData("npm", "/left", "npm-otp: 123456")]
    [InlineData("nuget", "/v3/flat/left/index.json", "X-NuGet-ApiKey: of-alice")]
    public async Task ClientsCredential_NameIsNotInTheHouse_IsNotShownToTheWorld(string format, string target, string field)
    {
        await using var served = await Canary.StartAsync(
            format, "Corp.*", HouseThenWorld, settings => settings.Set("Gateway:Repositories:packages:PassAuthorization", true));
        var name = field.Split(':', 2)[0];

        Assert.Equal(200, (await served.GetAsync(target, field)).Status);

        Assert.Equal(field.Split(": ", 2)[1], Assert.Single(served.House.Requests).Value(name));
        Assert.Null(Assert.Single(served.World.Requests).Value(name));
    }

    [Fact]
    public async Task NoUpstreamIsPrivate_CredentialIsPassed_EveryOneOfTheChainGetsIt()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld, settings => settings
            .Set("Gateway:Repositories:packages:PassAuthorization", true)
            .Set("Gateway:Repositories:packages:Private", Array.Empty<string>())
            .Set("Gateway:Upstreams:house:Private", false));

        await served.GetAsync("/left", "Authorization: Bearer of-alice");

        Assert.Equal("Bearer of-alice", Assert.Single(served.World.Requests).Value("Authorization"));
    }

    [Theory]
    [InlineData("go", "/open.example/app/@v/list", "v1.0.0\n")]
    [InlineData("npm", "/left", """{"name":"left","versions":{"1.0.0":{}}}""")]
    [InlineData("nuget", "/v3/flat/left/index.json", """{"versions":["1.0.0"]}""")]
    public async Task NameIsInBoth_VersionsAsked_AreThoseOfTheFirstAndTheAnswerSaysWhose(string format, string target, string versions)
    {
        await using var served = await Canary.StartAsync(format, "Corp.*", HouseThenWorld);
        served.House.Otherwise(Reply.With(200, versions, ("Content-Type", format == "go" ? "text/plain" : "application/json")));
        served.World.Otherwise(Reply.With(200, versions.Replace("1.0.0", "9.9.9", StringComparison.Ordinal)));

        var response = await served.GetAsync(target);

        Assert.Equal((200, versions), (response.Status, response.Text));
        Assert.Contains("upstream=\"house\"", response.Value("Cache-Status"), StringComparison.Ordinal);
        Assert.Empty(served.World.Requests);
    }

    [Theory]
    [InlineData("npm", "/fresh", "PUT", "/fresh")]
    [InlineData("npm", "/@open%2ffresh", "PUT", "/@open/fresh")]
    [InlineData("nuget", "/v3/flat/fresh/index.json", "PUT", "/v2/package")]
    public async Task AbsentName_PublishedThroughTheGateway_IsAskedForAnew(string format, string target, string method, string publish)
    {
        await using var served = await Canary.StartAsync(format, "Corp.*", HouseThenWorld);
        served.World.Otherwise(Reply.With(404));
        await served.GetAsync(target);
        await Poll.UntilAsync(
            async () => (await served.GetAsync(target)).Value("X-Cache-Status") == "HIT", Poll.Patience, "the absence is stored");
        served.House.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));

        var published = await served.SendAsync(
            RawRequest.Of(method, $"/r{publish}", GatewaySettings.DevHost, "Content-Length: 0"));
        var after = await served.GetAsync(target);

        Assert.Equal((200, 200), (published.Status, after.Status));
        Assert.NotEqual("HIT", after.Value("X-Cache-Status"), StringComparer.Ordinal);
    }

    /// <summary>A refusal by policy is no absence: as soon as somebody may be asked, it is gone.</summary>
    [Fact]
    public async Task RefusedName_HouseBecomesPrivate_IsAskedAtOnce()
    {
        await using var served = await Canary.StartAsync(
            "npm", "@corp/*", HouseThenWorld, settings => settings.Set("Gateway:Upstreams:house:Private", false));
        served.House.Otherwise(Reply.With(200, """{"name":"@corp/app"}""", ("Content-Type", "application/json")));
        var refused = await served.GetAsync("/@corp%2fapp");

        await served.Gateway.ReconfigureAsync(
            Canary.Settings(served.House, served.World, "npm", "@corp/*", HouseThenWorld).ToString());
        await Poll.UntilAsync(async () => (await served.GetAsync("/@corp%2fapp")).Status == 200, Poll.Patience, "the house is asked");

        Assert.Equal(403, refused.Status);
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task OneUpstream_Answers_CacheStatusNamesNoUpstream()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldOnly);

        Assert.DoesNotContain("upstream=", (await served.GetAsync("/left")).Value("Cache-Status"), StringComparison.Ordinal);
    }
}
