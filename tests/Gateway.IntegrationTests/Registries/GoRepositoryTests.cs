using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Registries;

/// <summary>What the gateway itself answers a go client.</summary>
public sealed class GoRepositoryTests
{
    private static readonly string[] HouseThenWorld = ["house", "world"];
    private static readonly string[] WorldOnly = ["world"];

    [Theory]
    [InlineData("/corp.example/app?go-get=1")]
    [InlineData("/corp.example/app/?go-get=1")]
    public async Task GoGet_Asked_PointsToTheGatewayAndAsksNobody(string target)
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);

        var response = await served.GetAsync(target);

        Assert.Equal((200, "text/html; charset=utf-8"), (response.Status, response.Value("Content-Type")));
        Assert.Contains(
            $"<meta name=\"go-import\" content=\"corp.example/app mod http://{GatewaySettings.DevHost}/r\">",
            response.Text,
            StringComparison.Ordinal);
        Assert.Empty(served.World.Requests);
    }

    [Theory]
    [InlineData("/?go-get=1")]
    [InlineData("/no%20module?go-get=1")]
    public async Task GoGet_OfWhatIsNoModule_IsRefused(string target)
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);

        var response = await served.GetAsync(target);

        Assert.Equal((400, "invalid-name"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task DisableModuleFetch_NothingStored_IsNotFoundAndAsksNobody()
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);

        var response = await served.GetAsync("/open.example/app/@v/list", "Disable-Module-Fetch: true");

        Assert.Equal((404, "not-stored"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.StartsWith("text/plain", response.Value("Content-Type"), StringComparison.Ordinal);
        Assert.Empty(served.World.Requests);
    }

    [Fact]
    public async Task DisableModuleFetch_OfAPrivateName_IsRefusedSoThatGoAsksNobodyElse()
    {
        await using var served = await Canary.StartAsync("go", "corp.example", HouseThenWorld);

        var response = await served.GetAsync("/corp.example/app/@v/list", "Disable-Module-Fetch: true");

        Assert.Equal((403, "private-name"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Empty(served.House.Requests);
    }

    [Fact]
    public async Task DisableModuleFetch_StoredButOld_IsServed()
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);
        served.World.Otherwise(Reply.With(200, "v1.0.0\n", ("Cache-Control", "max-age=0"), ("ETag", "\"1\"")));
        await served.GetAsync("/open.example/app/@v/list");

        await Poll.UntilAsync(
            async () => (await served.GetAsync("/open.example/app/@v/list", "Disable-Module-Fetch: true")).Text == "v1.0.0\n",
            Poll.Patience,
            "the list is stored");

        Assert.Single(served.World.Requests);
    }

    /// <summary>"Really absent" is remembered for a while, and what the gateway refused or could not find out never.</summary>
    [Fact]
    public async Task AbsenceOfTheWholeChain_AskedAgain_IsRememberedByItsCause()
    {
        await using var served = await Canary.StartAsync("go", "corp.example", HouseThenWorld);
        served.World.Otherwise(Reply.With(404, "not found"));
        await served.GetAsync("/open.example/app/@v/list");
        await Poll.UntilAsync(
            async () => (await served.GetAsync("/open.example/app/@v/list")).Value("X-Cache-Status") == "HIT",
            Poll.Patience,
            "the absence is stored");

        await served.House.StopListeningAsync();
        var failed = await served.GetAsync("/open.example/other/@v/list");
        var failedAgain = await served.GetAsync("/open.example/other/@v/list");

        Assert.Equal((502, 502), (failed.Status, failedAgain.Status));
        Assert.Equal("MISS", failedAgain.Value("X-Cache-Status"));
        Assert.Equal(2, served.World.RequestsTo("/open.example/other/@v/list").Count);
    }

    [Fact]
    public async Task ToolchainZip_RangesAsked_AreServedFromTheEntry()
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);
        const string Zip = "/golang.example/toolchain/@v/v0.0.1-go1.21.0.linux-amd64.zip";
        served.World.On(Zip, Reply.With(200, "0123456789", ("Accept-Ranges", "bytes")));
        await served.GetAsync(Zip);
        await Poll.UntilAsync(async () => (await served.GetAsync(Zip)).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");

        var part = await served.GetAsync(Zip, "Range: bytes=2-4");

        Assert.Equal((206, "234", "HIT"), (part.Status, part.Text, part.Value("X-Cache-Status")));
    }

    [Theory]
    [InlineData("/sumdb/sum.example/supported", "MISS", "HIT")]
    [InlineData("/sumdb/sum.example/lookup/open.example/app@v1.0.0", "MISS", "HIT")]
    [InlineData("/sumdb/sum.example/tile/8/0/000", "MISS", "HIT")]
    [InlineData("/sumdb/sum.example/latest", "MISS", "HIT")]
    public async Task ChecksumDatabase_AskedTwice_IsProxiedAndStored(string target, string first, string then)
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);

        Assert.Equal(first, (await served.GetAsync(target)).Value("X-Cache-Status"));
        await Poll.UntilAsync(async () => (await served.GetAsync(target)).Value("X-Cache-Status") == then, Poll.Patience, "it is stored");
    }

    /// <summary>A record and a full tile never change; the head of the tree and a tile that fills up do.</summary>
    [Theory]
    [InlineData("/sumdb/sum.example/lookup/open.example/app@v1.0.0", "HIT")]
    [InlineData("/sumdb/sum.example/tile/8/0/000", "HIT")]
    [InlineData("/sumdb/sum.example/tile/8/0/001.p/7", "EXPIRED")]
    [InlineData("/sumdb/sum.example/latest", "EXPIRED")]
    public async Task ChecksumDatabase_AskedAfterAMonth_IsAskedAnewWhereItCanChange(string target, string status)
    {
        var clock = new ManualClock();
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly, time: clock);
        served.World.Otherwise(Reply.With(200, "signed"));
        await served.GetAsync(target);
        await Poll.UntilAsync(async () => (await served.GetAsync(target)).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");

        clock.SetTo(clock.GetUtcNow().AddDays(30));

        Assert.Equal(status, (await served.GetAsync(target)).Value("X-Cache-Status"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task UpstreamFails_Asked_IsNeverNotFound(int status)
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);
        served.World.Otherwise(Reply.With(status, "no"));

        Assert.Equal(status, (await served.GetAsync("/open.example/app/@v/list")).Status);
    }

    [Theory]
    [InlineData("/open.example/app!/@v/list")]
    [InlineData("/open.example/App/@v/list")]
    [InlineData("/open.example/app/@v/v1.0.0!.info")]
    [InlineData("/open.example/%zz/@v/list")]
    public async Task InvalidEscapes_Asked_AreRefusedInPlainText(string target)
    {
        await using var served = await Canary.StartAsync("go", "corp.example", WorldOnly);

        var response = await served.GetAsync(target);

        Assert.Equal(400, response.Status);
        Assert.Matches("^invalid-(name|target)$", response.Value("X-Gateway-Error")!);
        Assert.Empty(served.World.Requests);
    }
}
