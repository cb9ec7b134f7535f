using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests;

/// <summary>The sample registry as the real npm sees it, without a gateway between them: what the gateway's tests stand on.</summary>
public sealed class NpmSampleTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    private const string Versions = "Object.values(require('@sample/app-kit').versions).join(' ')";

    [Theory]
    [InlineData("dev", "1.2.0 1.0.0 2.0.0 1.2.0")]
    [InlineData("test", "1.1.0 1.0.0 1.1.0 1.1.0")]
    [InlineData("prod", "1.0.0 0.9.0 1.0.0 1.0.0")]
    public async Task PackageWithDependencies_Installed_HasTheEnvironmentsVersions(string environment, string versions)
    {
        using var folder = new TempFolder();
        var npm = new NpmClient(folder, registry.Npm(environment));
        var project = npm.Project("app");

        (await npm.RunAsync(project, "install", "@sample/app-kit")).MustSucceed();

        Assert.Equal(versions, await npm.EvaluateAsync(project, Versions));
    }

    [Fact]
    public async Task LockFile_CleanInstalledWithAnEmptyCache_GivesTheSameTree()
    {
        using var folder = new TempFolder();
        var npm = new NpmClient(folder, registry.Npm("test"));
        var project = npm.Project("app");
        (await npm.RunAsync(project, "install", "@sample/app-kit@1.0.0")).MustSucceed();
        var installed = await npm.EvaluateAsync(project, Versions);

        npm.ForgetCache();
        (await npm.RunAsync(project, "ci")).MustSucceed();

        Assert.StartsWith("1.0.0 ", installed, StringComparison.Ordinal);
        Assert.Equal(installed, await npm.EvaluateAsync(project, Versions));
    }

    [Fact]
    public async Task Audit_OfAnInstalledTree_FindsNothing()
    {
        using var folder = new TempFolder();
        var npm = new NpmClient(folder, registry.Npm("dev"));
        npm.Settings["audit"] = "true";
        var project = npm.Project("app");

        var install = (await npm.RunAsync(project, "install", "@sample/app-kit")).MustSucceed();

        Assert.Contains("found 0 vulnerabilities", install.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, registry.Host.Requests.CountOf("POST", "/dev/npm/-/npm/v1/security/advisories/bulk"));
    }

    [Fact]
    public async Task UnknownPackage_Installed_ShowsTheRegistrysError()
    {
        using var folder = new TempFolder();
        var npm = new NpmClient(folder, registry.Npm("dev"));

        var install = await npm.RunAsync(npm.Project("app"), "install", "@sample/absent");

        Assert.NotEqual(0, install.ExitCode);
        Assert.Contains("E404", install.Error, StringComparison.Ordinal);
        Assert.Contains("the sample registry has no package '@sample/absent'", install.Error, StringComparison.Ordinal);
    }
}
