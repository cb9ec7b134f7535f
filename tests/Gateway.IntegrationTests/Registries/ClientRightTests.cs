using Gateway.TestKit;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>What is stored for one client is another's only when the upstream says so, where the upstream decides by the client.</summary>
public sealed class ClientRightTests
{
    private const string Tarball = "/left/-/left-1.0.0.tgz";

    private static readonly string[] HouseOnly = ["house"];

    [Fact]
    public async Task StoredForOne_AskedByAnother_IsConfirmedWithItsOwnCredentialAndRemembered()
    {
        await using var served = await SharedAsync();
        await StoredAsync(served, "alice");

        var refused = await GetAsync(served, "mallory");
        var nobody = await served.GetAsync(Tarball);
        var confirmed = await GetAsync(served, "bob");
        var again = await GetAsync(served, "bob");

        Assert.Equal((401, 401), (refused.Status, nobody.Status));
        Assert.Equal((200, "REVALIDATED"), (confirmed.Status, confirmed.Value("X-Cache-Status")));
        Assert.Equal((200, "HIT"), (again.Status, again.Value("X-Cache-Status")));
        var asked = served.House.RequestsTo(Tarball).Select(request => (request.Value("Authorization"), request.Value("If-None-Match")));
        Assert.Equal(
            [("Bearer alice", null), ("Bearer mallory", "\"1\""), (null, "\"1\""), ("Bearer bob", "\"1\"")], asked);
    }

    [Fact]
    public async Task UpstreamIsDown_AskedByOneThatWasNotConfirmed_GetsNothing()
    {
        await using var served = await SharedAsync();
        await StoredAsync(served, "alice");
        await served.House.StopListeningAsync();

        Assert.Equal(502, (await GetAsync(served, "bob")).Status);
        Assert.Equal(200, (await GetAsync(served, "alice")).Status);
    }

    /// <summary>None of these says that the client may have the archive, though each speaks of its package and is no refusal.</summary>
    [Theory]
    [InlineData("/left", 200)]
    [InlineData(Tarball, 302)]
    [InlineData("/-/package/left/dist-tags", 200)]
    public async Task ConfirmedOfSomethingElse_ArchiveAsked_IsNotGiven(string target, int status)
    {
        await using var served = await SharedAsync();
        await StoredAsync(served, "alice");
        served.House.On(target, Reply.With(status, "{}", ("Content-Type", "application/json"), ("Location", "https://login.example/")));

        Assert.Equal(status, (await served.GetAsync(target, "Authorization: Bearer mallory")).Status);
        served.House.On(Tarball, AnswerAsync);

        Assert.Equal(401, (await GetAsync(served, "mallory")).Status);
    }

    [Fact]
    public async Task TwoClientsAtOnce_NothingStored_EachIsAskedForItself()
    {
        await using var served = await SharedAsync();
        var gate = new Gate();
        served.House.On(Tarball, Reply.After(gate, AnswerAsync));

        var both = Task.WhenAll(GetAsync(served, "alice"), GetAsync(served, "mallory"));
        await served.House.ReceivedAsync(Tarball, 2);
        gate.Open();

        Assert.Equal([200, 401], (await both).Select(response => response.Status));
    }

    private static async Task AnswerAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var mayHave = context.Request.Headers.Authorization.ToString() is "Bearer alice" or "Bearer bob";
        var isKnown = context.Request.Headers.IfNoneMatch.ToString() == "\"1\"";
        await Reply.With(!mayHave ? 401 : isKnown ? 304 : 200, mayHave && !isKnown ? "tarball" : "", ("ETag", "\"1\""))(context);
    }

    private static async Task<Canary> SharedAsync()
    {
        var served = await Canary.StartAsync("npm", "@corp/*", HouseOnly, settings => settings
            .Set("Gateway:Repositories:packages:PassAuthorization", true)
            .Set("Gateway:Repositories:packages:Cache:Authorization", "Shared")
            .Set("Gateway:Repositories:packages:Cache:StaleIfError", "1.00:00:00"));
        served.House.On(Tarball, AnswerAsync);
        return served;
    }

    private static Task<RawResponse> GetAsync(Canary served, string token) =>
        served.GetAsync(Tarball, $"Authorization: Bearer {token}");

    private static Task StoredAsync(Canary served, string token) => Poll.UntilAsync(
        async () => (await GetAsync(served, token)).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");
}
