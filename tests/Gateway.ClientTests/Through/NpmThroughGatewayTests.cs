using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>The real npm through the gateway: the sample registry, and a real verdaccio behind it.</summary>
public sealed class NpmThroughGatewayTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    private const string Mount = "/private-module/npm/";
    private const string Versions = "Object.values(require('@sample/app-kit').versions).join(' ')";

    [Theory]
    [InlineData("dev", "1.2.0 1.0.0 2.0.0 1.2.0")]
    [InlineData("prod", "1.0.0 0.9.0 1.0.0 1.0.0")]
    public async Task PackageWithDependencies_InstalledByHost_HasTheEnvironmentsVersions(string environment, string versions)
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, registry.Go);
        var npm = new NpmClient(folder, gateway.AddressOf(environment, Mount));
        var project = npm.Project("app");

        (await npm.RunAsync(project, "install", "@sample/app-kit")).MustSucceed();

        Assert.Equal(versions, await npm.EvaluateAsync(project, Versions));
        Assert.NotEqual(0, gateway.CountOf("MISS", ".tgz"));
    }

    [Fact]
    public async Task PackageWithDependencies_InstalledAgainWithAnEmptyNpmCache_ComesFromTheGatewaysCache()
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, registry.Go);
        var npm = new NpmClient(folder, gateway.AddressOf("dev", Mount));
        (await npm.RunAsync(npm.Project("first"), "install", "@sample/app-kit")).MustSucceed();
        var asked = registry.Host.Requests.Total;

        npm.ForgetCache();
        (await npm.RunAsync(npm.Project("second"), "install", "@sample/app-kit")).MustSucceed();

        Assert.Equal(asked, registry.Host.Requests.Total);
        Assert.Equal(4, gateway.CountOf("HIT", ".tgz"));
    }

    [Fact]
    public async Task AbsentPackage_Installed_ShowsTheRegistrysError()
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, registry.Go);
        var npm = new NpmClient(folder, gateway.AddressOf("dev", Mount));

        var install = await npm.RunAsync(npm.Project("app"), "install", "@sample/absent");

        Assert.Contains("the sample registry has no package '@sample/absent'", install.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpstreamDown_Installed_ShowsTheGatewaysErrorInTheTerminal()
    {
        using var folder = new TempFolder();
        var nowhere = new Uri("http://127.0.0.1:1/");
        await using var gateway = await GatewayForClients.StartAsync(_ => nowhere, registry.Go);
        var npm = new NpmClient(folder, gateway.AddressOf("dev", Mount));
        npm.Settings["fetch-retries"] = "0";

        var install = await npm.RunAsync(npm.Project("app"), "install", "@sample/app-kit");

        Assert.NotEqual(0, install.ExitCode);
        Assert.Contains(
            "upstream-connection-refused: The upstream takes no connections: npm-dev.", install.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScopedPrivatePackage_PublishedInDevAndProdByHost_IsInstalledFromEachsOwnUpstream()
    {
        using var folder = new TempFolder();
        await using var dev = await Verdaccio.StartAsync(folder, "dev");
        await using var prod = await Verdaccio.StartAsync(folder, "prod");
        await using var gateway = await GatewayForClients.StartAsync(
            environment => environment == "prod" ? prod.Address : dev.Address, registry.Go, passAuthorization: true);

        foreach (var (environment, upstream, version) in new[] { ("dev", dev, "3.2.1"), ("prod", prod, "1.0.0") })
        {
            using var publisher = new TempFolder();
            var npm = new NpmClient(publisher, gateway.AddressOf(environment, Mount));
            npm.UseToken(await upstream.CreateUserAsync("alice"));
            (await npm.RunAsync(npm.Project("@corp/tool", version), "publish")).MustSucceed();
        }

        foreach (var (environment, version) in new[] { ("dev", "3.2.1"), ("prod", "1.0.0") })
        {
            using var fresh = new TempFolder();
            var npm = new NpmClient(fresh, gateway.AddressOf(environment, Mount));
            var project = npm.Project("app");
            (await npm.RunAsync(project, "install", "@corp/tool")).MustSucceed();
            Assert.Equal($"@corp/tool@{version}", await npm.EvaluateAsync(project, "require('@corp/tool')"));
        }
    }

    [Fact]
    public async Task NewVersionPublished_InstalledAtOnce_IsTheNewVersion()
    {
        using var folder = new TempFolder();
        await using var verdaccio = await Verdaccio.StartAsync(folder);
        await using var gateway = await GatewayForClients.StartAsync(_ => verdaccio.Address, registry.Go, passAuthorization: true);
        var npm = new NpmClient(folder, gateway.AddressOf("dev", Mount));
        npm.UseToken(await verdaccio.CreateUserAsync("alice"));
        (await npm.RunAsync(npm.Project("@corp/tool", "1.0.0"), "publish")).MustSucceed();
        (await npm.RunAsync(npm.Project("before"), "install", "@corp/tool")).MustSucceed();

        (await npm.RunAsync(npm.Project("@corp/tool", "1.1.0"), "publish")).MustSucceed();
        npm.ForgetCache();
        var project = npm.Project("after");
        (await npm.RunAsync(project, "install", "@corp/tool")).MustSucceed();

        Assert.Equal("@corp/tool@1.1.0", await npm.EvaluateAsync(project, "require('@corp/tool')"));
    }
}
