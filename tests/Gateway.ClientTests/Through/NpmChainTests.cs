using Gateway.ClientTests.Clients;
using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.ClientTests.Through;

/// <summary>
/// npm, pnpm and yarn through the gateway before a private registry and one that stands for the public one, both verdaccio. The public
/// one must never hear a name of the private scope.
/// </summary>
public sealed class NpmChainTests
{
    private const string Mount = "/packages/";

    [Fact]
    public async Task PrivateAndPublicPackage_InstalledColdWarmAndWithEveryUpstreamStopped_AreThere()
    {
        using var folder = new TempFolder();
        await using var chain = await Chain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        npm.Settings["omit-lockfile-registry-resolved"] = "true";
        var project = npm.Project("app");

        (await npm.RunAsync(project, "install", "@corp/tool", "left-side")).MustSucceed();
        using var elsewhere = new TempFolder();
        var prod = chain.Client(elsewhere, "prod");
        (await CiAsync(prod, project)).MustSucceed();
        await chain.StopUpstreamsAsync();
        prod.ForgetCache();
        var warm = (await CiAsync(prod, project)).MustSucceed();
        var cold = await prod.RunAsync(prod.Project("other"), "install", "right-side");

        Assert.Equal("@corp/tool@1.0.0", await prod.EvaluateAsync(warm.Command.WorkingFolder, "require('@corp/tool')"));
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains("upstream-connection-refused: The upstream takes no connections: world.", cold.Error, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    [Fact]
    public async Task Audit_OfAProjectWithPrivatePackages_DoesNotTellThem()
    {
        using var folder = new TempFolder();
        await using var chain = await Chain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        npm.Settings["audit"] = "true";
        var project = npm.Project("@corp/app");

        (await npm.RunAsync(project, "install", "@corp/tool", "left-side")).MustSucceed();
        await npm.RunAsync(project, "audit");

        chain.WorldMustNotHaveHeard("corp");
    }

    [Fact]
    public async Task Account_PublishAndUnpublish_WorkAndAreSeenAtOnceInEveryEnvironment()
    {
        using var folder = new TempFolder();
        await using var chain = await Chain.StartAsync(folder);
        var dev = chain.Publisher;
        using var elsewhere = new TempFolder();
        var prod = chain.Client(elsewhere, "prod");
        (await prod.RunAsync(prod.Project("before"), "install", "@corp/tool")).MustSucceed();

        var whoami = (await dev.RunAsync(dev.Project("me"), "whoami")).MustSucceed();
        (await dev.RunAsync(dev.Project("@corp/tool", "1.1.0"), "publish")).MustSucceed();
        prod.ForgetCache();
        var view = (await prod.RunAsync(prod.Project("view"), "view", "@corp/tool", "version")).MustSucceed();
        (await dev.RunAsync(dev.Project("me"), "unpublish", "@corp/tool@1.1.0")).MustSucceed();
        prod.ForgetCache();
        var after = (await prod.RunAsync(prod.Project("after"), "view", "@corp/tool", "version")).MustSucceed();

        Assert.Equal("alice", whoami.Output.Trim());
        Assert.Equal("1.1.0", view.Output.Trim());
        Assert.Equal("1.0.0", after.Output.Trim());
        chain.WorldMustNotHaveHeard("corp");
    }

    [Fact]
    public async Task AbsentPrivatePackage_Installed_IsNotFoundAndNobodyElseIsAsked()
    {
        using var folder = new TempFolder();
        await using var chain = await Chain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");

        var install = await npm.RunAsync(npm.Project("app"), "install", "@corp/absent");

        Assert.Contains("E404", install.Error, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    [Theory]
    [InlineData("pnpm")]
    [InlineData("yarn")]
    public async Task OtherClient_InstallsColdAndWarm_HasBothPackages(string program)
    {
        using var folder = new TempFolder();
        await using var chain = await Chain.StartAsync(folder);
        foreach (var (name, isStopped) in new[] { ("cold", false), ("warm", true) })
        {
            using var fresh = new TempFolder();
            var npm = chain.Client(fresh, "dev");
            var project = npm.Project(name);
            if (isStopped)
            {
                await chain.StopUpstreamsAsync();
            }

            (await npm.RunOtherAsync(program, project, "add", "@corp/tool", "left-side")).MustSucceed();

            Assert.Equal("@corp/tool@1.0.0", await npm.EvaluateAsync(project, "require('@corp/tool')"));
            Assert.Equal("left-side@1.0.0", await npm.EvaluateAsync(project, "require('left-side')"));
        }

        chain.WorldMustNotHaveHeard("corp");
    }

    /// <summary>Installs what the lock file of a project says, in a project of another environment.</summary>
    private static Task<ToolResult> CiAsync(NpmClient npm, string locked)
    {
        var project = npm.Project("ci");
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(locked, file), Path.Combine(project, file), overwrite: true);
        }

        npm.Settings["omit-lockfile-registry-resolved"] = "true";
        return npm.RunAsync(project, "ci");
    }

    /// <summary>Two registries and the gateway before them; <c>@corp/tool</c> is in the house, <c>left-side</c> in the world.</summary>
    private sealed class Chain : IAsyncDisposable
    {
        private readonly Verdaccio _house;
        private readonly Verdaccio _world;
        private readonly GatewayHost _gateway;

        private Chain(Verdaccio house, Verdaccio world, GatewayHost gateway, NpmClient publisher)
        {
            _house = house;
            _world = world;
            _gateway = gateway;
            Publisher = publisher;
        }

        /// <summary>Who may publish to the house, through environment dev.</summary>
        public NpmClient Publisher { get; }

        public static async Task<Chain> StartAsync(TempFolder folder)
        {
            var house = await Verdaccio.StartAsync(folder, "house");
            var world = await Verdaccio.StartAsync(folder, "world");
            var outside = new NpmClient(folder, world.Address);
            outside.UseToken(await world.CreateUserAsync("bob"));
            (await outside.RunAsync(outside.Project("left-side"), "publish")).MustSucceed();
            var gateway = await ChainForClients.StartAsync("npm", "@corp/*", house.Address, world.Address);
            var publisher = new NpmClient(folder, gateway.AddressOf("dev", Mount));
            publisher.UseToken(await house.CreateUserAsync("alice"));
            (await publisher.RunAsync(publisher.Project("@corp/tool"), "publish")).MustSucceed();
            publisher.ForgetCache();
            return new Chain(house, world, gateway, publisher);
        }

        /// <summary>A client that is signed in nowhere, with its home and cache in that folder.</summary>
        public NpmClient Client(TempFolder folder, string environment) => new(
            folder, _gateway.AddressOf(environment, Mount), home: "client");

        public async Task StopUpstreamsAsync()
        {
            await _house.DisposeAsync();
            await _world.DisposeAsync();
        }

        public void WorldMustNotHaveHeard(string word) =>
            Assert.DoesNotContain(word, _world.Process.Output, StringComparison.OrdinalIgnoreCase);

        public async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await _house.DisposeAsync();
            await _world.DisposeAsync();
        }
    }
}
