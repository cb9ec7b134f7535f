using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

public sealed class GrantTests(GuardedGateway guarded) : IClassFixture<GuardedGateway>
{
    /// <summary>Whose token, what is asked, and what comes of it: a status, and the code unless the upstream answers.</summary>
    public static TheoryData<string, string, string, int, string?> Requests { get; } = new()
    {
        { "reader", "GET", "/npm/left-pad", 200, null },
        { "reader", "HEAD", "/npm/left-pad", 200, null },
        { "reader", "OPTIONS", "/npm/left-pad", 200, null },
        { "reader", "POST", "/npm/-/npm/v1/security/advisories/bulk", 200, null },
        { "reader", "GET", "/go/corp.example/m/@v/list", 200, null },
        { "reader", "GET", "/files/x", 403, "forbidden-repository" },
        { "reader", "PUT", "/npm/left-pad", 403, "forbidden-action" },
        { "reader", "POST", "/npm/left-pad", 403, "forbidden-action" },
        { "reader", "PATCH", "/npm/left-pad", 403, "forbidden-action" },
        { "reader", "DELETE", "/npm/left-pad/-rev/1", 403, "forbidden-action" },
        { "reader", "BREW", "/npm/left-pad", 403, "forbidden-action" },
        { "reader", "PURGE", "/npm/left-pad", 403, "forbidden-action" },
        { "publisher", "GET", "/npm/@corp/app", 200, null },
        { "publisher", "PUT", "/npm/@corp%2fapp", 200, null },
        { "publisher", "PUT", "/npm/left-pad", 403, "forbidden-action" },
        { "publisher", "DELETE", "/npm/@corp%2fapp/-rev/1", 403, "forbidden-action" },
        { "publisher", "GET", "/go/corp.example/m/@v/list", 403, "forbidden-repository" },
        { "scoped", "GET", "/npm/@corp/app", 200, null },
        { "scoped", "GET", "/npm/@corp%2fapp", 200, null },
        { "scoped", "GET", "/npm/%40corp%2Fapp", 200, null },
        { "scoped", "GET", "/npm/@corp/app/-/app-1.0.0.tgz", 200, null },
        { "scoped", "GET", "/npm/-/ping", 200, null },
        { "scoped", "GET", "/go/corp.example/m/@v/list", 200, null },
        { "scoped", "GET", "/npm/left-pad", 403, "forbidden-action" },
        { "scoped", "GET", "/npm/%6ceft-pad", 403, "forbidden-action" },
        { "scoped", "GET", "/npm/@CORP/app", 403, "forbidden-action" },
        { "scoped", "GET", "/npm/@corp2/app", 403, "forbidden-action" },
        { "scoped", "GET", "/npm/@corp/../left-pad", 400, "invalid-target" },
        { "scoped", "GET", "/npm/@corp/%2e%2e/left-pad", 400, "invalid-target" },
        { "scoped", "GET", "/npm/@corp%2f..%2fleft-pad", 400, "invalid-target" },
        { "scoped", "GET", "/npm//left-pad", 400, "invalid-target" },
        { "scoped", "GET", "/npm/@corp%2fapp%2f-%2fother", 400, "invalid-target" },
        { "scoped", "GET", "/npm/-/v1/search?text=left-pad", 403, "forbidden-action" },
        { "scoped", "POST", "/npm/-/npm/v1/security/advisories/bulk", 403, "forbidden-action" },
        { "scoped", "GET", "/npm/download/left-pad/1.0.0/x/y", 403, "forbidden-action" },
        { "scoped", "GET", "/go/other.example/m/@v/list", 403, "forbidden-action" },
        { "scoped", "GET", "/go/corp.example.evil/m/@v/list", 403, "forbidden-action" },
        { "scoped", "GET", "/go/sumdb/sum.example/lookup/other.example/m@v1.0.0", 403, "forbidden-action" },
        { "purger", "PURGE", "/npm/left-pad", 200, null },
        { "purger", "GET", "/files/x", 200, null },
        { "purger", "PUT", "/files/x", 403, "forbidden-action" },
        { "nobody", "GET", "/npm/left-pad", 403, "forbidden-repository" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task TokenWithRoles_Asks_MayDoWhatIsGrantedAndNothingElse(
        string owner, string method, string target, int status, string? error)
    {
        var before = guarded.Upstream.Requests.Count;

        var response = await guarded.SendAsync(
            RawRequest.Of(method, target, GatewaySettings.DevHost, Bearer($"{owner}-token"), "Content-Length: 0", "Connection: close"));

        Assert.Equal((status, error), (response.Status, response.Value("X-Gateway-Error")));
        Assert.True(error is null || guarded.Upstream.Requests.Count == before, "A refused request reached the upstream.");
    }

    [Fact]
    public async Task CachedAnswer_SomebodyWithoutTheGrantAsks_IsRefused()
    {
        guarded.Upstream.On("/@other%2fkept", Gateway.TestKit.Upstream.Reply.With(200, "{}", ("Cache-Control", "public, max-age=600")));
        var first = await Ask("reader");
        var second = await Ask("reader");
        var refused = await Ask("scoped");

        Assert.Equal((200, "MISS"), (first.Status, first.Value("X-Cache-Status")));
        Assert.Equal((200, "HIT"), (second.Status, second.Value("X-Cache-Status")));
        Assert.Equal((403, "forbidden-action"), (refused.Status, refused.Value("X-Gateway-Error")));

        Task<Gateway.TestKit.RawHttp.RawResponse> Ask(string owner) =>
            guarded.SendAsync(RawRequest.Get("/npm/@other%2fkept", Bearer($"{owner}-token")));
    }

    [Fact]
    public async Task PurgeGranted_Purges_TheNextRequestIsFetchedAnewAndTheAuditSaysWho()
    {
        guarded.Upstream.On("/purged", Gateway.TestKit.Upstream.Reply.With(200, "{}", ("Cache-Control", "public, max-age=600")));
        await guarded.SendAsync(RawRequest.Get("/npm/purged", Bearer("reader-token")));

        var purge = await guarded.SendAsync(RawRequest.Of("PURGE", "/npm/purged", GatewaySettings.DevHost, Bearer("purger-token")));
        var next = await guarded.SendAsync(RawRequest.Get("/npm/purged", Bearer("reader-token")));

        Assert.Equal(200, purge.Status);
        Assert.Matches("""^{"purged":[1-9]}$""", purge.Text);
        Assert.Equal("MISS", next.Value("X-Cache-Status"));
        var audit = await guarded.Gateway.Log.WaitForAsync(entry =>
            entry.Category == "Gateway.Audit" && entry.EventId.Id == 1420
            && entry.Message.Contains("/npm/purged", StringComparison.Ordinal));
        Assert.StartsWith(
            "purger (purger) at 127.0.0.1 purged the URL http://dev.example/npm/purged on the data port:",
            audit.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ActionNotGranted_Asks_AuditNamesTheMissingRoleAndTheAccessLineTheIdentity()
    {
        await guarded.SendAsync(RawRequest.Of(
            "PUT", "/npm/@corp%2faudited", GatewaySettings.DevHost, Bearer("reader-token"), "Content-Length: 0"));

        var audit = await guarded.Gateway.Log.WaitForAsync(entry =>
            entry.Category == "Gateway.Audit" && entry.Message.Contains("@corp/audited", StringComparison.Ordinal));
        Assert.Equal(
            "Refused with forbidden-action: identity=reader address=127.0.0.1 environment=dev repository=npm action=publish "
            + "name=@corp/audited missing role: publisher",
            audit.Message);
        var access = await guarded.Gateway.Log.WaitForAsync(entry =>
            entry.Category == "Gateway.Access" && entry.Message.Contains("audited", StringComparison.Ordinal));
        Assert.Equal("reader", access["Identity"]);
    }
}
