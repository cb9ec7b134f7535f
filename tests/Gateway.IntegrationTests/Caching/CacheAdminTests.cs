using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.IntegrationTests.Caching;

/// <summary>What an operator sees of the cache and does with it.</summary>
public sealed partial class CacheAdminTests(CacheHost host) : IClassFixture<CacheHost>
{
    private static readonly (string, string) Fresh = ("Cache-Control", "max-age=60");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "EXPIRED")]
    [InlineData(false, "MISS")]
    [InlineData(null, "EXPIRED")]
    public async Task UrlPurged_AskedAgain_IsFetchedAgain(bool? soft, string word)
    {
        var (path, other) = (await StoredAsync("plain"), await StoredAsync("plain"));

        var answer = await PurgeAsync(Body(("url", $"http://localhost/plain{path}"), ("soft", soft)));

        Assert.Equal(1, (int)answer["purged"]!);
        Assert.Equal(word, await WordAsync($"/plain{path}"));
        Assert.Equal("HIT", await WordAsync($"/plain{other}"));
    }

    [Fact]
    public async Task UrlPurged_ManyVariantsStored_AllAreGone()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh, ("Vary", "X-A")));
        await host.GetAsync($"/plain{path}", "X-A: 1");
        await host.GetAsync($"/plain{path}", "X-A: 2");
        await UntilStoredAsync($"/plain{path}", "X-A: 2");

        var answer = await PurgeAsync(Body(("url", $"http://localhost/plain{path}"), ("soft", false)));

        Assert.Equal(2, (int)answer["purged"]!);
    }

    [Fact]
    public async Task UrlPurged_RepositoryHasKeyFields_EntriesOfAllValuesAreGone()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh));
        await UntilStoredAsync($"/keyed{path}", "X-Tenant: 1");
        await UntilStoredAsync($"/keyed{path}?utm_source=x", "X-Tenant: 2");

        var answer = await PurgeAsync(Body(("url", $"http://localhost/keyed{path}?utm_source=y"), ("soft", false)));

        Assert.Equal(2, (int)answer["purged"]!);
    }

    [Theory]
    [InlineData("/npm/@corp%2fapp", "http://localhost/npm/@corp/app")]
    [InlineData("/npm/@corp/app", "http://localhost/npm/%40corp%2Fapp")]
    [InlineData("/npm/@corp%2fapp", "http://localhost:80/npm/@corp%2fapp")]
    public async Task UrlPurged_StoredUnderAnotherSpelling_IsGone(string stored, string purged)
    {
        await PurgeAsync(Body(("repository", "npm"), ("soft", false)));
        host.Upstream.On(stored["/npm".Length..], host.Dated(200, "{}", Fresh, ("Content-Type", "application/json")));
        await UntilStoredAsync(stored);

        var answer = await PurgeAsync(Body(("url", purged)));

        Assert.Equal(1, (int)answer["purged"]!);
    }

    [Fact]
    public async Task PrefixPurged_InOneEnvironment_OnlyThatIsGone()
    {
        var path = host.NewPath();
        host.On($"{path}/x", host.Dated(200, "a", Fresh));
        host.On($"{path}y", host.Dated(200, "a", Fresh));
        await UntilStoredAsync($"/plain{path}/x");
        await UntilStoredAsync($"/plain{path}/x", "Host: prod.example");
        await UntilStoredAsync($"/plain{path}y");
        await UntilStoredAsync($"/tolerant{path}/x");

        var relative = await PurgeAsync(Body(("environment", "dev"), ("repository", "plain"), ("prefix", $"{path}/"), ("soft", false)));
        var absolute = await PurgeAsync(Body(("repository", "plain"), ("prefix", $"/plain{path}/"), ("soft", false)));

        Assert.Equal((1, 1), ((int)relative["purged"]!, (int)absolute["purged"]!));
        Assert.Equal("HIT", await WordAsync($"/plain{path}y"));
        Assert.Equal("HIT", await WordAsync($"/tolerant{path}/x"));
    }

    [Theory]
    [InlineData("Surrogate-Key", "red green", "green")]
    [InlineData("Cache-Tag", "red, green", "red")]
    public async Task TagPurged_UpstreamGaveIt_EntriesWithItAreGone(string field, string value, string tag)
    {
        var own = Guid.NewGuid().ToString("N");
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh, (field, value.Replace("red", own + "red").Replace("green", own + "green"))));
        await UntilStoredAsync($"/plain{path}");

        Assert.Equal(0, (int)(await PurgeAsync(Body(("tag", own))))["purged"]!);
        Assert.Equal(1, (int)(await PurgeAsync(Body(("tag", own + tag))))["purged"]!);
        Assert.Equal("EXPIRED", await WordAsync($"/plain{path}"));
    }

    [Fact]
    public async Task TagPurged_FormatGaveIt_ThePackageIsGone()
    {
        host.Upstream.On("/left-pad", host.Dated(200, "{}", Fresh, ("Content-Type", "application/json")));
        host.Upstream.On("/left-pad/-/left-pad-1.0.0.tgz", host.Dated(200, "tar", Fresh));
        await UntilStoredAsync("/npm/left-pad");
        await UntilStoredAsync("/npm/left-pad/-/left-pad-1.0.0.tgz");

        Assert.Equal(1, (int)(await PurgeAsync(Body(("tag", "npm:left-pad@1.0.0"))))["purged"]!);
        Assert.Equal(2, (int)(await PurgeAsync(Body(("tag", "npm:left-pad"), ("soft", false))))["purged"]!);
        Assert.Equal("MISS", await WordAsync("/npm/left-pad"));
    }

    [Fact]
    public async Task PackagePublished_ItsDocumentWasStored_IsFetchedAgainAndItsTarballsStay()
    {
        host.Upstream.On("/shown", host.Dated(200, "{}", Fresh, ("Content-Type", "application/json")));
        host.Upstream.On("/shown/-/shown-1.0.0.tgz", host.Dated(200, "tar", Fresh));
        await UntilStoredAsync("/npm/shown");
        await UntilStoredAsync("/npm/shown", "Host: prod.example");
        await UntilStoredAsync("/npm/shown/-/shown-1.0.0.tgz");

        await host.SendAsync("PUT", "/npm/shown", "Content-Length: 0");

        Assert.Equal("EXPIRED", await WordAsync("/npm/shown"));
        Assert.Equal("EXPIRED", await WordAsync("/npm/shown", "Host: prod.example"));
        Assert.Equal("HIT", await WordAsync("/npm/shown/-/shown-1.0.0.tgz"));
    }

    [Fact]
    public async Task Everything_Purged_NothingIsListed()
    {
        await using var own = new CacheHost();
        await own.InitializeAsync();
        var path = own.NewPath();
        own.On(path, own.Dated(200, "a", Fresh));
        await own.GetAsync($"/plain{path}");
        await own.GetAsync($"/plain{path}");

        using var answer = await own.Gateway.Client.PostAsync(
            new Uri(own.Gateway.Admin!, "/api/cache/purge"), Json("""{"all": true, "soft": false}"""), Cancelled);
        var list = await own.Gateway.Client.GetFromJsonAsync<JsonObject>(new Uri(own.Gateway.Admin!, "/api/cache/entries"), Cancelled);

        Assert.Equal("""{"purged":1}""", await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Empty(list!["entries"]!.AsArray());
    }

    /// <summary>A body, and what its refusal must name.</summary>
    public static TheoryData<string, string> FaultyPurges => new()
    {
        { "", "not JSON" },
        { "{", "not JSON" },
        { "[]", "not a JSON object" },
        { "{}", "does not say what" },
        { """{"soft": true}""", "does not say what" },
        { """{"all": false}""", "does not say what" },
        { """{"uri": "http://localhost/plain/x"}""", "unknown member 'uri'" },
        { """{"tag": "a", "tag": "b"}""", "'tag' twice" },
        { """{"tag": "a", "all": true}""", "more than one thing" },
        { """{"tag": ""}""", "does not say what" },
        { """{"tag": 5}""", "'tag' is 5; it must be a text" },
        { """{"tag": "a", "soft": "yes"}""", "'soft' is \"yes\"; it must be true or false" },
        { """{"url": "/plain/x"}""", "'/plain/x' is not a URL" },
        { """{"url": "http://elsewhere.example/plain/x"}""", "no environment serves" },
        { """{"url": "http://localhost/nowhere"}""", "in no repository of environment dev" },
        { """{"url": "http://localhost/plain/../x"}""", "dot segment" },
        { """{"environment": "staging"}""", "no environment 'staging'; there are dev, prod" },
        { """{"repository": "npn"}""", "no repository 'npn'" },
    };
}
