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
    [Fact]
    public async Task PrivateAndPublicPackage_InstalledColdWarmAndWithEveryUpstreamStopped_AreThere()
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
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
    [InlineData("pnpm", "Bad Gateway: The upstream takes no connections: world.")]
    [InlineData("yarn", "502 Bad Gateway")]
    public async Task OtherClient_InstallsColdWarmAndWithEveryUpstreamStopped_HasBothPackages(string program, string shown)
    {
        using var folder = new TempFolder();
        await using var chain = await NpmChain.StartAsync(folder);
        foreach (var (name, isStopped) in new[] { ("cold", false), ("warm", false), ("stopped", true) })
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

        using var last = new TempFolder();
        var asking = chain.Client(last, "dev");
        var cold = await asking.RunOtherAsync(program, asking.Project("other"), "add", "right-side");
        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains(shown, cold.Output + cold.Error, StringComparison.Ordinal);
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
}
