using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Caching;
using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

public sealed class CacheCommandTests(CacheHost host) : IClassFixture<CacheHost>
{
    private static readonly (string, string) Fresh = ("Cache-Control", "max-age=60");

    [Fact]
    public async Task RequestsServed_Stats_ShowsTiersAndHitRatio()
    {
        await using var own = new CacheHost();
        await own.InitializeAsync();
        var path = own.NewPath();
        own.On(path, own.Dated(200, "a", Fresh));
        await own.GetAsync($"/plain{path}");
        await Poll.UntilAsync(
            async () => (await own.GetAsync($"/plain{path}")).Value("X-Cache-Status") == "HIT", Poll.Patience, "it is stored");

        var shown = await RunAsync(own, "stats");
        var data = await RunAsync(own, "stats", "--json");

        Assert.Equal(0, shown.Status);
        Assert.Matches(@"(?m)^disk +1 +\S+ +10GiB +0 +0 +available$", shown.Output.ReplaceLineEndings("\n"));
        Assert.Matches(@"(?m)^dev +plain +\d+\.\d% +MISS 1, HIT \d+$", shown.Output.ReplaceLineEndings("\n"));
        Assert.Matches(@"(?m)^prod +plain +- +none$", shown.Output.ReplaceLineEndings("\n"));
        Assert.Equal(2, JsonNode.Parse(data.Output)!["tiers"]!.AsArray().Count);
    }

    [Fact]
    public async Task EntriesStored_List_ShowsThoseBelowThePrefix()
    {
        var (path, other) = (await StoredAsync(), await StoredAsync());

        var one = await RunAsync(host, "ls", path, "--repository", "plain", "--environment", "dev");
        var cut = await RunAsync(host, "ls", "--repository", "plain", "--limit", "1");
        var none = await RunAsync(host, "ls", "/nowhere");

        Assert.Matches($@"(?m)^200 +1B +0s +1m +dev +plain +/plain{path}$", one.Output.ReplaceLineEndings("\n"));
        Assert.DoesNotContain($"/plain{other}", one.Output, StringComparison.Ordinal);
        Assert.Contains("there are more", cut.Error, StringComparison.Ordinal);
        Assert.Equal((0, "", "Nothing is stored there." + Environment.NewLine), (none.Status, none.Output, none.Error));
    }

    [Fact]
    public async Task MoreStoredThanOneWriteHolds_List_HasThemAll()
    {
        await using var own = new CacheHost();
        await own.InitializeAsync();
        var paths = Enumerable.Range(0, 250).Select(_ => own.NewPath()).ToList();
        paths.ForEach(path => own.On(path, own.Dated(200, "a", Fresh)));
        Assert.Equal(0, (await RunAsync(own, ["warm", .. paths.Select(path => $"http://localhost/plain{path}")])).Status);

        var listed = JsonNode.Parse((await RunAsync(own, "ls", "--limit", "10000", "--json")).Output)!;
        var cut = JsonNode.Parse((await RunAsync(own, "ls", "--limit", "200", "--json")).Output)!;

        Assert.Equal(
            paths.Select(path => "/plain" + path).Order(StringComparer.Ordinal),
            listed["entries"]!.AsArray().Select(entry => (string)entry!["target"]!).Order(StringComparer.Ordinal));
        Assert.Equal((false, true, 200), ((bool)listed["truncated"]!, (bool)cut["truncated"]!, cut["entries"]!.AsArray().Count));
    }

    [Fact]
    public async Task OnATerminal_List_ShowsABarAndInAPipeNothing()
    {
        await StoredAsync();
        using var folder = new TempFolder();
        var command = $"'{Path.Combine(AppContext.BaseDirectory, "gateway")}' cache ls --admin {host.Gateway.Admin}";

        var whole = await OnTerminalAsync(command);
        var narrowed = await OnTerminalAsync(command + " --environment dev");
        (await OnTerminalAsync($"{command} 2>&1 | cat > {folder["piped"]}")).MustSucceed();
        var piped = await File.ReadAllTextAsync(folder["piped"], TestContext.Current.CancellationToken);

        Assert.Matches(@"Listing\W.*100%", whole.MustSucceed().Output.ReplaceLineEndings(" "));
        Assert.Matches(@"Listing: [1-9]", narrowed.MustSucceed().Output);
        Assert.StartsWith("Status ", piped, StringComparison.Ordinal);
        Assert.DoesNotContain("Listing", piped, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', piped);
    }

    [Theory]
    [InlineData("marked stale: 1 entry", "EXPIRED")]
    [InlineData("removed: 1 entry", "MISS", "--hard")]
    public async Task UrlStored_Purge_SaysHowMany(string expected, string then, params string[] further)
    {
        var path = await StoredAsync();

        var purged = await RunAsync(host, ["purge", $"http://localhost/plain{path}", .. further]);

        Assert.Equal((0, expected + Environment.NewLine), (purged.Status, purged.Output));
        Assert.Equal(then, (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status"));
    }

    [Theory]
    [InlineData("--tag", "npm:never-seen")]
    [InlineData("--repository", "go", "--prefix", "/never")]
    public async Task NothingStored_Purge_IsDoneAllTheSame(params string[] args)
    {
        var purged = await RunAsync(host, ["purge", .. args, "--json"]);

        Assert.Equal(0, purged.Status);
        Assert.Equal(0, (int)JsonNode.Parse(purged.Output)!["purged"]!);
    }

    [Fact]
    public async Task UrlsInAFile_Warm_AreStored()
    {
        using var folder = new TempFolder();
        var paths = Enumerable.Range(0, 45).Select(_ => host.NewPath()).ToList();
        paths.ForEach(path => host.On(path, host.Dated(200, "a", Fresh)));
        var urls = string.Join('\n', paths.Select(path => $"http://localhost/plain{path}"));
        var file = folder.Write("urls.txt", "# Every release\n\n" + urls);

        var warmed = await RunAsync(host, "warm", "--file", file);

        Assert.Equal(0, warmed.Status);
        Assert.EndsWith("warmed 45 of 45" + Environment.NewLine, warmed.Output, StringComparison.Ordinal);
        Assert.Equal("HIT", (await host.GetAsync($"/plain{paths[^1]}")).Value("X-Cache-Status"));
    }

    [Fact]
    public async Task OneUrlFails_Warm_NamesItAndGives1()
    {
        var (good, bad, gone) = (host.NewPath(), host.NewPath(), host.NewPath());
        host.On(good, host.Dated(200, "a", Fresh));
        host.On(bad, Fault.ResetBeforeResponse);
        host.On(gone, Reply.With(404, "gone"));

        var warmed = await RunAsync(
            host, "warm", $"http://localhost/plain{good}", $"http://localhost/plain{bad}", $"http://localhost/plain{gone}");

        Assert.Equal(1, warmed.Status);
        Assert.Contains($"502  MISS        http://localhost/plain{bad}", warmed.Output, StringComparison.Ordinal);
        Assert.Contains("warmed 1 of 3", warmed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no environment 'staging'", "ls", "--environment", "staging")]
    [InlineData("no environment serves", "purge", "http://elsewhere.example/")]
    public async Task GatewayRefuses_Command_SaysItsWords(string expected, params string[] args) =>
        (await RunAsync(host, args)).MustFail(1, expected);

    private static Task<ToolResult> OnTerminalAsync(string command) => ToolProcess.RunAsync(
        new ToolCommand(RequiredTool.Find("script", "apt-get install bsdutils"), "-qec", $"TERM=xterm {command}", "/dev/null")
        {
            WorkingFolder = AppContext.BaseDirectory,
        });

    private static Task<CommandRun> RunAsync(CacheHost host, params string[] args) =>
        CommandRun.OfAsync(["cache", .. args, "--admin", host.Gateway.Admin!.AbsoluteUri]);

    private async Task<string> StoredAsync()
    {
        var path = host.NewPath();
        host.On(path, host.Dated(200, "a", Fresh));
        await Poll.UntilAsync(
            async () => (await host.GetAsync($"/plain{path}")).Value("X-Cache-Status") == "HIT", Poll.Patience, $"{path} is stored");
        return path;
    }
}
