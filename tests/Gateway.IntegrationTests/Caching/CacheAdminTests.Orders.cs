using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Caching;

public sealed partial class CacheAdminTests
{
    [Theory]
    [MemberData(nameof(FaultyPurges))]
    public async Task PurgeIsFaulty_Sent_IsRefusedNamingTheFault(string body, string named)
    {
        using var answer = await host.Gateway.Client.PostAsync(Admin("purge"), Json(body), Cancelled);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(named, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "'limit' is '0'")]
    [InlineData("limit=many", "'limit' is 'many'")]
    [InlineData("environment=staging", "no environment 'staging'")]
    public async Task ListingIsFaulty_Asked_IsRefusedNamingTheFault(string query, string named)
    {
        using var answer = await host.Gateway.Client.GetAsync(Admin($"entries?{query}"), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EntriesStored_Listed_AreShownAsTheyAre()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "abc", Fresh, ("Vary", "X-A"), ("Cache-Tag", "t")));
        await host.GetAsync($"/plain{path}", "X-A: 1");
        await UntilStoredAsync($"/plain{path}", "X-A: 2");

        var all = await ListAsync($"environment=dev&repository=plain&prefix={path}");
        var one = await ListAsync($"repository=plain&prefix={path}&limit=1");

        Assert.Equal(2, all["entries"]!.AsArray().Count);
        Assert.False((bool)all["truncated"]!);
        Assert.True((bool)one["truncated"]!);
        var entry = one["entries"]![0]!;
        Assert.Equal($"/plain{path}", (string)entry["target"]!);
        Assert.Equal((200, 3, 60), ((int)entry["status"]!, (int)entry["bytes"]!, (int)entry["timeToLive"]!));
        Assert.Equal("t", (string)entry["tags"]![0]!);
        Assert.Contains((string)entry["vary"]!["x-a"]!, "12", StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestsServed_Summary_TellsSizesAndRatio()
    {
        await using var own = new CacheHost();
        await own.InitializeAsync();
        var path = own.NewPath();
        own.On(path, own.Dated(200, "a", Fresh));
        for (var request = 0; request < 4; request++)
        {
            await own.GetAsync($"/plain{path}");
        }

        var summary = await own.Gateway.Client.GetFromJsonAsync<JsonObject>(new Uri(own.Gateway.Admin!, "/api/cache"), Cancelled);

        var use = summary!["repositories"]!.AsArray()
            .Single(one => (string)one!["repository"]! == "plain" && (string)one["environment"]! == "dev")!;
        Assert.Equal(0.75, (double)use["hitRatio"]!);
        Assert.Equal((1, 3), ((int)use["requests"]!["MISS"]!, (int)use["requests"]!["HIT"]!));
        var disk = summary["tiers"]!.AsArray().Single(tier => (string)tier!["tier"]! == "disk")!;
        Assert.Equal(1, (int)disk["entries"]!);
        Assert.True((long)disk["bytes"]! > 0);
    }

    [Fact]
    public async Task UrlsWarmed_AskedByAClient_AreHits()
    {
        var (path, broken) = (host.NewPath(), host.NewPath());
        host.On(path, host.Dated(200, "a", Fresh));
        host.On(broken, Fault.ResetBeforeResponse);
        string[] urls = [$"http://localhost/plain{path}", $"http://localhost/plain{broken}", "http://elsewhere.example/"];

        using var answer = await host.Gateway.Client.PostAsync(Admin("warm"), JsonContent.Create(new { urls }), Cancelled);
        var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;

        Assert.Equal(1, (int)result["warmed"]!);
        Assert.Equal((200, "MISS"), ((int)result["urls"]![0]!["status"]!, (string)result["urls"]![0]!["cache"]!));
        Assert.Equal(502, (int)result["urls"]![1]!["status"]!);
        Assert.Contains("no environment serves", (string)result["urls"]![2]!["error"]!, StringComparison.Ordinal);
        Assert.Equal("HIT", await WordAsync($"/plain{path}"));
    }

    [Theory]
    [InlineData("{}", "'urls' is missing")]
    [InlineData("""{"urls": []}""", "has 0 members")]
    [InlineData("""{"urls": [5]}""", "the member 5")]
    [InlineData("""{"url": "x"}""", "unknown member 'url'")]
    public async Task WarmingIsFaulty_Sent_IsRefusedNamingTheFault(string body, string named)
    {
        using var answer = await host.Gateway.Client.PostAsync(Admin("warm"), Json(body), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purged_ByAnOperator_StandsInTheAuditLog()
    {
        await PurgeAsync(Body(("url", "http://localhost/plain/audited?key=secret")));

        var line = await host.Gateway.Log.WaitForAsync(entry =>
            entry.Category == "Gateway.Audit" && entry.Message.Contains("/plain/audited", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", line.Message, StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static JsonObject Body(params (string Name, JsonNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));

    private Uri Admin(string path) => new(host.Gateway.Admin!, $"/api/cache/{path}");

    private async Task<JsonNode> PurgeAsync(JsonObject body)
    {
        using var answer = await host.Gateway.Client.PostAsync(Admin("purge"), Json(body.ToJsonString()), Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> ListAsync(string query) =>
        (await host.Gateway.Client.GetFromJsonAsync<JsonObject>(Admin($"entries?{query}"), Cancelled))!;

    private async Task<string> StoredAsync(string repository)
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh));
        await UntilStoredAsync($"/{repository}{path}");
        return path;
    }

    private async Task<string?> WordAsync(string target, params string[] fields) =>
        (await host.GetAsync(target, fields)).Value("X-Cache-Status");

    private Task UntilStoredAsync(string target, params string[] fields) => Poll.UntilAsync(
        async () => await WordAsync(target, fields) == "HIT", Poll.Patience, $"{target} is stored");
}
