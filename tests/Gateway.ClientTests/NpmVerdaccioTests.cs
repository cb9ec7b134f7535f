using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests;

/// <summary>A real registry as the real npm sees it, without a gateway between them: what the gateway's tests stand on.</summary>
public sealed class NpmVerdaccioTests
{
    [Fact]
    public async Task ScopedPackage_Published_IsInstalled()
    {
        using var folder = new TempFolder();
        await using var verdaccio = await Verdaccio.StartAsync(folder);
        var npm = new NpmClient(folder, verdaccio.Address);
        npm.UseToken(await verdaccio.CreateUserAsync("alice"));

        (await npm.RunAsync(npm.Project("@corp/tool", "3.2.1"), "publish")).MustSucceed();
        var project = npm.Project("app");
        (await npm.RunAsync(project, "install", "@corp/tool")).MustSucceed();

        Assert.Equal("@corp/tool@3.2.1", await npm.EvaluateAsync(project, "require('@corp/tool')"));
    }

    [Fact]
    public async Task NobodySignedIn_Publish_IsRefused()
    {
        using var folder = new TempFolder();
        await using var verdaccio = await Verdaccio.StartAsync(folder);
        var npm = new NpmClient(folder, verdaccio.Address);
        npm.UseToken("of-nobody");

        var publish = await npm.RunAsync(npm.Project("@corp/tool"), "publish");

        Assert.NotEqual(0, publish.ExitCode);
    }
}
