using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>What npm asks of a registry beside packages, through the gateway before a private registry and a public one.</summary>
public sealed class NpmServiceTests
{
    [Fact]
    public async Task TagsAndDeprecation_Changed_AreSeenAtOnceInEveryEnvironment()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        using var elsewhere = new TempFolder();
        var (dev, prod) = (chain.Publisher, chain.Client(elsewhere, "prod"));
        var (mine, theirs) = (dev.Project("me"), prod.Project("them"));
        (await prod.RunAsync(theirs, "view", "@corp/tool", "dist-tags", "--json")).MustSucceed();

        (await dev.RunAsync(mine, "dist-tag", "add", "@corp/tool@1.0.0", "stable")).MustSucceed();
        var tags = (await prod.RunAsync(theirs, "dist-tag", "ls", "@corp/tool")).MustSucceed();
        prod.ForgetCache();
        var tagged = (await prod.RunAsync(theirs, "view", "@corp/tool@stable", "version")).MustSucceed();
        (await dev.RunAsync(mine, "dist-tag", "rm", "@corp/tool", "stable")).MustSucceed();
        (await dev.RunAsync(mine, "deprecate", "@corp/tool@1.0.0", "use the other one")).MustSucceed();
        prod.ForgetCache();
        var deprecated = (await prod.RunAsync(theirs, "view", "@corp/tool", "deprecated")).MustSucceed();
        var install = (await prod.RunAsync(theirs, "install", "@corp/tool")).MustSucceed();

        Assert.Contains("stable: 1.0.0", tags.Output, StringComparison.Ordinal);
        Assert.Equal("1.0.0", tagged.Output.Trim());
        Assert.Equal("use the other one", deprecated.Output.Trim());
        Assert.Contains("use the other one", install.Error, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    [Fact]
    public async Task Login_WhoamiTokensAndLogout_AreTheHouses()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        var project = npm.Project("me");
        await chain.House.CreateUserAsync("carol");

        (await npm.LoginAsync(project, "carol", "password-of-carol")).MustSucceed();
        var whoami = (await npm.RunAsync(project, "whoami")).MustSucceed();
        var tokens = await npm.RunAsync(project, "token", "list");
        (await npm.RunAsync(project, "logout")).MustSucceed();
        var after = await npm.RunAsync(project, "whoami");

        Assert.Equal("carol", whoami.Output.Trim());
        Assert.Equal(0, tokens.ExitCode);
        Assert.NotEqual(0, after.ExitCode);
    }

    [Fact]
    public async Task PingAndSearch_Asked_AreAnswered()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        var project = npm.Project("me");

        var ping = (await npm.RunAsync(project, "ping")).MustSucceed();
        var search = (await npm.RunAsync(project, "search", "@corp/tool")).MustSucceed();

        Assert.Contains("PONG", ping.Transcript, StringComparison.Ordinal);
        Assert.Contains("@corp/tool", search.Output, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    /// <summary>What was absent a moment ago, everywhere and by a stored answer, is there as soon as it is published.</summary>
    [Fact]
    public async Task AbsentPackage_PublishedThroughTheGateway_IsThereAtOnce()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        using var elsewhere = new TempFolder();
        var prod = chain.Client(elsewhere, "prod");
        var project = prod.Project("them");
        var absent = await prod.RunAsync(project, "view", "@corp/fresh", "version");

        (await chain.Publisher.RunAsync(chain.Publisher.Project("@corp/fresh", "0.1.0"), "publish")).MustSucceed();
        var there = (await prod.RunAsync(project, "view", "@corp/fresh", "version")).MustSucceed();

        Assert.Contains("E404", absent.Error, StringComparison.Ordinal);
        Assert.Equal("0.1.0", there.Output.Trim());
    }

    /// <summary>What is not stored says, in npm's own output, which upstream is down.</summary>
    [Theory]
    [InlineData("house", "whoami")]
    [InlineData("world", "ping")]
    [InlineData("house", "dist-tag", "ls", "@corp/tool")]
    [InlineData("house", "search", "@corp/tool")]
    [InlineData("house", "publish")]
    [InlineData("house", "unpublish", "@corp/tool@1.0.0")]
    [InlineData("house", "deprecate", "@corp/cold@1.0.0", "gone")]
    [InlineData("house", "token", "list")]
    [InlineData("house", "install", "@corp/cold")]
    [InlineData("world", "install", "right-side")]
    public async Task EveryUpstreamStopped_ColdAsked_SaysWhichIsDown(string upstream, params string[] command)
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        await chain.StopUpstreamsAsync();
        var npm = chain.Publisher;

        var cold = await npm.RunAsync(npm.Project("@corp/cold"), command);

        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains("upstream-connection-refused: The upstream takes no connections: ", cold.Error, StringComparison.Ordinal);
        Assert.Contains(upstream, cold.Error, StringComparison.Ordinal);
    }
}
