using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>A private name reaches private upstreams only, on whatever channel it comes and whatever those answer.</summary>
public sealed class PrivateNameTests
{
    private static readonly string[] HouseThenWorld = ["house", "world"];
    private static readonly string[] WorldThenHouse = ["world", "house"];
    private static readonly string[] WorldOnly = ["world"];

    private static readonly (string Format, string Pattern, string Word, string Method, string Target, string Channel)[] Channels =
    [
        ("npm", "@corp/*", "corp", "GET", "/@corp%2fapp", "metadata"),
        ("npm", "@corp/*", "corp", "GET", "/%40corp/app", "metadata"),
        ("npm", "@corp/*", "corp", "HEAD", "/@corp/app", "metadata"),
        ("npm", "@corp/*", "corp", "GET", "/@Corp/app", "metadata"),
        ("npm", "@corp/*", "corp", "GET", "/@corp/app/1.0.0", "metadata"),
        ("npm", "@corp/*", "corp", "GET", "/@corp/app/-/app-1.0.0.tgz", "artifact"),
        ("npm", "@corp/*", "corp", "GET", "/download/@corp/app/1.0.0/0123", "artifact"),
        ("npm", "@corp/*", "corp", "GET", "/-/package/@corp%2fapp/dist-tags", "publish"),
        ("npm", "@corp/*", "corp", "PUT", "/-/package/@corp%2fapp/dist-tags/next", "publish"),
        ("npm", "@corp/*", "corp", "PUT", "/@corp%2fapp", "publish"),
        ("npm", "@corp/*", "corp", "DELETE", "/@corp%2fapp/-rev/1", "publish"),
        ("npm", "@corp/*", "corp", "GET", "/-/npm/v1/attestations/@corp%2fapp@1.0.0", "metadata"),
        ("npm", "@corp/*", "corp", "GET", "/-/v1/search?text=%40corp%2Fapp&size=20", "search"),
        ("npm", "@corp/*", "corp", "GET", "/-/v1/search?text=scope:corp", "search"),
        ("npm", "@corp/*", "corp", "GET", "/-/team/corp/developers", "account"),
        ("npm", "@corp/*", "corp", "GET", "/-/package/@corp/app/access", "account"),
        ("npm", "@corp/*", "corp", "GET", "/-/nobody/knows/@corp/app", "unknown"),
        ("npm", "@corp/*", "corp", "GET", "/left/@corp/app", "unknown"),
        ("npm", "@corp/*", "corp", "GET", "/left?about=@corp/app", "unknown"),
        ("npm", "@corp/*", "corp", "GET", "/-/ping?about=%40corp%2Fapp", "unknown"),
        ("npm", "@corp/*", "corp", "GET", "/-/v1/search?text=left&about=%2540corp%252Fapp", "unknown"),
        ("npm", "internal-*", "internal", "GET", "/internal-app", "metadata"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app/@v/list", "versions"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app/@v/v1.0.0.info", "metadata"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app/@v/v1.0.0.mod", "metadata"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app/@v/v1.0.0.zip", "artifact"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app/@latest", "metadata"),
        ("go", "*.corp.example/App", "corp", "GET", "/git.corp.example/!app/x/@v/list", "versions"),
        ("go", "git.corp.example", "corp", "GET", "/sumdb/sum.example/lookup/git.corp.example/app@v1.0.0", "checksum"),
        ("go", "git.corp.example", "corp", "GET", "/git.corp.example/app", "unknown"),
        ("go", "git.corp.example/app", "corp", "GET", "/open.example/lib/@v/list?of=git.corp.example/app", "unknown"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/flat2/open.lib/1.0.0/Corp.Core", "unknown"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/query?q=lib&about=Corp.Core", "unknown"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/flat2/Corp.Core/index.json", "versions"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/flat2/corp.core/1.0.0/corp.core.1.0.0.nupkg", "artifact"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/registration5-semver1/corp.core/index.json", "metadata"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/query?q=Corp.Core&take=1", "search"),
        ("nuget", "Corp.*", "corp", "GET", "/v3/autocomplete?id=corp.core", "search"),
        ("nuget", "Corp.*", "corp", "PUT", "/v2/package", "publish"),
        ("nuget", "Corp.*", "corp", "DELETE", "/v2/package/Corp.Core/1.0.0", "publish"),
    ];

    /// <summary>Each channel with each way in which the private upstream can fail to have the name.</summary>
    public static TheoryData<string, string, string, string, string, int, int> Absences
    {
        get
        {
            var rows = new TheoryData<string, string, string, string, string, int, int>();
            foreach (var (format, pattern, word, method, target, channel) in Channels)
            {
                foreach (var status in new[] { 404, 503 })
                {
                    var expected = channel == "checksum" || (format == "go" && status == 404) ? 403 : status;
                    rows.Add(format, pattern, word, method, target, status, expected);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, string, string, string, string, string> AllChannels =>
    [
        .. Channels.Select(row => (row.Format, row.Pattern, row.Word, row.Method, row.Target, row.Channel)),
    ];

    [Theory]
    [MemberData(nameof(Absences))]
    public async Task PrivateUpstream_HasItNotOrFails_NobodyElseIsAsked(
        string format, string pattern, string word, string method, string target, int status, int expected)
    {
        await using var served = await Canary.StartAsync(format, pattern, HouseThenWorld);
        served.House.Otherwise(Reply.With(status));

        var response = await Send(served, method, target);

        Assert.Equal(expected, response.Status);
        Assert.Equal(expected == 403 ? "private-name" : null, response.Value("X-Gateway-Error"));
        Assert.Empty(served.World.Requests);
        served.MustNotHaveHeard(word);
    }

    [Theory]
    [MemberData(nameof(AllChannels))]
    public async Task NoPrivateUpstream_Asked_IsRefusedAndCounted(
        string format, string pattern, string word, string method, string target, string channel)
    {
        using var withheld = new WithheldNames();
        await using var served = await Canary.StartAsync(format, pattern, WorldOnly);

        var response = await Send(served, method, target);

        Assert.Equal((403, "private-name"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Equal(format == "go" ? "text/plain; charset=utf-8" : "application/problem+json", response.Value("Content-Type"));
        Assert.Empty(served.World.Requests);
        served.MustNotHaveHeard(word);
        Assert.Contains(channel, withheld.Channels, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task PublicUpstreamIsFirst_PrivateNameAsked_GoesToThePrivateOne(string method)
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldThenHouse);
        served.House.Otherwise(Reply.With(200, """{"name":"@corp/app"}""", ("Content-Type", "application/json")));

        var response = await Send(served, method, "/@corp%2fapp");

        Assert.Equal(200, response.Status);
        Assert.Empty(served.World.Requests);
        Assert.Single(served.House.Requests);
    }

    /// <summary>A registry of the house that leads to the public one: neither the gateway nor the client may tell the name there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PrivateUpstream_RedirectsToThePublicOne_IsNotFollowedAndNotPassedOn(bool isNamed)
    {
        using var withheld = new WithheldNames();
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        if (isNamed)
        {
            await served.Gateway.ReconfigureAsync(Canary.Settings(served.House, served.World, "npm", "@corp/*", HouseThenWorld)
                .Set("Gateway:Upstreams:house:RedirectHosts", new[] { served.World.Address.Authority })
                .ToString());
        }

        served.House.Otherwise(Reply.With(302, "", ("Location", $"{served.World.Address}@corp/app")));

        var response = await served.GetAsync("/@corp%2fapp");

        Assert.Equal((502, "upstream-redirect-refused"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Null(response.Value("Location"));
        Assert.Empty(served.World.Requests);
        Assert.Contains("redirect", withheld.Channels, StringComparer.Ordinal);
    }

    /// <summary>A login carries a password, and what the public registry says of a token it cannot know would mislead.</summary>
    [Theory]
    [InlineData("GET", "/-/whoami")]
    [InlineData("GET", "/-/npm/v1/tokens")]
    [InlineData("PUT", "/-/user/org.couchdb.user:alice")]
    [InlineData("POST", "/-/v1/login")]
    public async Task Account_PublicUpstreamIsFirst_IsAskedOfThePrivateOneOnly(string method, string target)
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldThenHouse);
        served.House.Otherwise(Reply.With(503));

        var response = await served.SendAsync(RawRequest.Of(method, $"/r{target}", GatewaySettings.DevHost, "Content-Length: 0"));

        Assert.Equal(503, response.Status);
        Assert.Empty(served.World.Requests);
    }

    /// <summary>The host's root is a place for tarballs too, so it is a channel like the mount.</summary>
    [Theory]
    [InlineData(true, 404)]
    [InlineData(false, 403)]
    public async Task TarballAtTheRoot_OfAPrivateName_IsAskedOfThePrivateUpstreamOnly(bool hasHouse, int status)
    {
        using var withheld = new WithheldNames();
        await using var served = await Canary.StartAsync("npm", "@corp/*", hasHouse ? HouseThenWorld : WorldOnly);

        var response = await served.SendAsync(RawRequest.Get("/@corp/app/-/app-1.0.0.tgz"));

        Assert.Equal(status, response.Status);
        Assert.Equal(hasHouse, served.House.Requests.Count > 0);
        Assert.Empty(served.World.Requests);
        Assert.Contains("artifact", withheld.Channels, StringComparer.Ordinal);
    }

    [Fact]
    public async Task PublicName_NotInTheHouse_IsAskedOfTheWorld()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);

        Assert.Equal(200, (await served.GetAsync("/@public%2fapp")).Status);
        Assert.Single(served.World.Requests);
    }

    [Fact]
    public async Task PrivateUpstreamIsDown_PrivateNameAsked_IsTheFailureAndNotFoundNowhere()
    {
        await using var served = await Canary.StartAsync("go", "git.corp.example", HouseThenWorld);
        await served.House.StopListeningAsync();

        var response = await served.GetAsync("/git.corp.example/app/@v/list");

        Assert.Equal((502, "upstream-connection-refused"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task StoredPrivateAnswerGoesStale_HouseHasItNoLonger_RevalidationAsksNobodyElse()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", HouseThenWorld);
        served.House.Otherwise(Reply.InOrder(
            Reply.With(200, """{"name":"@corp/app"}""", ("Content-Type", "application/json"),
                ("Cache-Control", "max-age=0, stale-while-revalidate=600"), ("ETag", "\"1\"")),
            Reply.With(404)));

        await served.GetAsync("/@corp%2fapp");
        await Poll.UntilAsync(
            async () => (await served.GetAsync("/@corp%2fapp")).Status == 404, Poll.Patience, "the stale answer is given up");

        Assert.True(served.House.Requests.Count > 1);
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task NameBecomesPrivate_ItWasStoredFromTheWorld_IsServedNoLonger()
    {
        await using var served = await Canary.StartAsync("npm", "@other/*", HouseThenWorld);
        served.World.Otherwise(Reply.With(
            200, """{"name":"@corp/app"}""", ("Content-Type", "application/json"), ("Cache-Control", "max-age=600")));
        await served.GetAsync("/@corp%2fapp");
        await Poll.UntilAsync(
            async () => (await served.GetAsync("/@corp%2fapp")).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");

        await served.Gateway.ReconfigureAsync(
            Canary.Settings(served.House, served.World, "npm", "@corp/*", HouseThenWorld).ToString());

        await Poll.UntilAsync(async () => (await served.GetAsync("/@corp%2fapp")).Status == 404, Poll.Patience, "it is not served");
    }

    [Fact]
    public async Task ProjectOfAPrivateScope_InstallsAPublicPackage_WorldDoesNotHearTheScope()
    {
        await using var served = await Canary.StartAsync("npm", "@corp/*", WorldOnly);

        await served.GetAsync("/left", "npm-scope: @corp", "npm-command: install");
        await served.GetAsync("/right", "npm-scope: @open", "Referer: install @corp/app");

        Assert.Equal([null, "@open"], served.World.Requests.Select(request => request.Value("npm-scope")), StringComparer.Ordinal);
        Assert.Equal("install", served.World.Requests[0].Value("npm-command"));
        served.MustNotHaveHeard("corp");
    }

    private static Task<RawResponse> Send(Canary served, string method, string target) => served.SendAsync(
        RawRequest.Of(method, $"/r{target}", GatewaySettings.DevHost, method == "PUT" ? ["Content-Length: 0"] : []));
}
