using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>
/// npm, pnpm and yarn through the gateway before a private registry and one that stands for the public one, both verdaccio. The public
/// one must never hear a name of the private scope.
/// </summary>
public sealed class NpmChainTests
{
    private const string YarnFour = "@yarnpkg/cli-dist/bin/yarn.js";

    /// <summary>The lock file is made in dev; what it says is installed in prod, and so is what has none.</summary>
    [Theory]
    [InlineData("install", "@corp/tool", "left-side")]
    [InlineData("ci")]
    public async Task PrivateAndPublicPackage_InstalledColdWarmAndWithEveryUpstreamStopped_AreThere(params string[] command)
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        npm.Settings["omit-lockfile-registry-resolved"] = "true";
        var locked = npm.Project("app");
        (await npm.RunAsync(locked, "install", "@corp/tool", "left-side")).MustSucceed();

        foreach (var state in new[] { "cold", "warm", "stopped" })
        {
            var hits = chain.CountOfHits();
            using var fresh = new TempFolder();
            var prod = chain.Client(fresh, "prod");
            if (state == "stopped")
            {
                await chain.StopUpstreamsAsync();
            }

            var project = prod.Project(state);
            if (command is ["ci"])
            {
                CopyLock(locked, project);
            }

            prod.Settings["omit-lockfile-registry-resolved"] = "true";
            (await prod.RunAsync(project, command)).MustSucceed();

            Assert.Equal("@corp/tool@1.0.0", await prod.EvaluateAsync(project, "require('@corp/tool')"));
            Assert.Equal("left-side@1.0.0", await prod.EvaluateAsync(project, "require('left-side')"));
            Assert.Equal(state == "cold" ? hits : hits + 2, chain.CountOfHits());
        }

        chain.WorldMustNotHaveHeard("corp");
    }

    [Fact]
    public async Task LockFileOfAnotherEnvironment_EveryUpstreamStoppedAndNothingStored_SaysWhichIsDown()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");
        var locked = npm.Project("app");
        (await npm.RunAsync(locked, "install", "left-side")).MustSucceed();
        await chain.StopUpstreamsAsync();
        using var fresh = new TempFolder();
        var prod = chain.Client(fresh, "prod");
        prod.Settings["replace-registry-host"] = "always";
        var project = prod.Project("cold");
        CopyLock(locked, project);

        var cold = await prod.RunAsync(project, "ci");

        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains("The upstream takes no connections: world.", cold.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_PublishAndUnpublish_WorkAndAreSeenAtOnceInEveryEnvironment()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
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
        await using var chain = await NpmChain.StartAsync(folder);
        var npm = chain.Client(folder, "dev");

        var install = await npm.RunAsync(npm.Project("app"), "install", "@corp/absent");

        Assert.Contains("E404", install.Error, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    [Theory]
    [InlineData("pnpm/bin/pnpm.cjs", "Bad Gateway: The upstream takes no connections: world.")]
    [InlineData("yarn/bin/yarn.js", "502 Bad Gateway")]
    [InlineData(YarnFour, "502 (Bad Gateway: The upstream takes no connections: world.")]
    public async Task OtherClient_InstallsColdWarmAndWithEveryUpstreamStopped_HasBothPackages(string program, string shown)
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        foreach (var (name, isStopped) in new[] { ("cold", false), ("warm", false), ("stopped", true) })
        {
            var hits = chain.CountOfHits();
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
            Assert.Equal(name == "cold" ? hits : hits + 2, chain.CountOfHits());
        }

        using var last = new TempFolder();
        var asking = chain.Client(last, "dev");
        var cold = await asking.RunOtherAsync(program, asking.Project("other"), "add", "right-side");
        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains(shown, cold.Output + cold.Error, StringComparison.Ordinal);
        chain.WorldMustNotHaveHeard("corp");
    }

    /// <summary>yarn 4 writes an address only of a tarball that does not lie where registries have them.</summary>
    [Fact]
    public async Task LockFileOfYarn_MadeInDev_HasNoAddressAndInstallsInProdColdAndWithEveryUpstreamStopped()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        var dev = chain.Client(folder, "dev");
        var locked = dev.Project("app");
        (await dev.RunOtherAsync(YarnFour, locked, "add", "@corp/tool", "left-side")).MustSucceed();
        var text = await File.ReadAllTextAsync(Path.Combine(locked, "yarn.lock"), TestContext.Current.CancellationToken);
        Assert.Contains("\"@corp/tool@npm:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);

        foreach (var isStopped in new[] { false, true })
        {
            var hits = chain.CountOfHits();
            using var fresh = new TempFolder();
            var prod = chain.Client(fresh, "prod");
            var project = prod.Project("app");
            CopyLock(locked, project, "yarn.lock");
            if (isStopped)
            {
                await chain.StopUpstreamsAsync();
            }

            (await prod.RunOtherAsync(YarnFour, project, "install", "--immutable")).MustSucceed();

            Assert.Equal("@corp/tool@1.0.0", await prod.EvaluateAsync(project, "require('@corp/tool')"));
            Assert.Equal("left-side@1.0.0", await prod.EvaluateAsync(project, "require('left-side')"));
            Assert.Equal(isStopped ? hits + 2 : hits, chain.CountOfHits());
        }

        chain.WorldMustNotHaveHeard("corp");
    }

    private static void CopyLock(string from, string to, string name = "package-lock.json")
    {
        foreach (var file in new[] { "package.json", name })
        {
            File.Copy(Path.Combine(from, file), Path.Combine(to, file), overwrite: true);
        }
    }
}
