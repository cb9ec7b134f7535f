using System.Globalization;
using Gateway.Cli;
using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>
/// A CI agent with a role that reads two repositories, through the real npm and go: it can do all that the role grants, and what it
/// cannot is in its own log. It has a client certificate, and logs in with it for the tools that cannot present one.
/// </summary>
public sealed class AgentTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    private const string Npm = "/private-module/npm/";
    private const string Go = "/private-module/go";

    [Fact]
    public async Task LoggedIn_NpmInstall_Passes()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder);
        var npm = NpmFor(gateway, folder, Npm);
        var project = npm.Project("app");

        (await npm.RunAsync(project, "install", "@sample/app-kit")).MustSucceed();

        Assert.NotEmpty(await npm.EvaluateAsync(project, "require('@sample/app-kit').versions"));
        npm.ForgetCache();
        (await npm.RunAsync(project, "ci")).MustSucceed();
        Assert.NotEmpty((await npm.RunAsync(project, "view", "@sample/app-kit", "versions")).MustSucceed().Output);
        Assert.NotEmpty((await npm.RunAsync(project, "dist-tag", "ls", "@sample/app-kit")).MustSucceed().Output);
    }

    [Fact]
    public async Task LoggedIn_GoModDownload_Passes()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder);
        var go = GoFor(gateway, folder, Go);
        var module = go.Module("example.test/app");

        (await go.RunAsync(module, "get", "sample.example/Greeter")).MustSucceed();
        go.ForgetModules();
        (await go.RunAsync(module, "mod", "download")).MustSucceed();
        var versions = (await go.RunAsync(module, "list", "-m", "-versions", "sample.example/Greeter")).MustSucceed();
        Assert.Contains("v1.", versions.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReleaseAgent_PublishesItsScope_MayDoThatAndNothingElse()
    {
        using var folder = new TempFolder();
        await using var verdaccio = await Verdaccio.StartAsync(folder);
        await using var gateway = await GuardedGateway.StartAsync(
            verdaccio.Address, registry.Go("dev"), await verdaccio.CreateUserAsync("gateway"));
        await LoginAsync(gateway, folder, "release-7");
        var npm = NpmFor(gateway, folder, Npm);

        (await npm.RunAsync(npm.Project("@corp/tool", "1.0.0"), "publish")).MustSucceed();
        (await npm.RunAsync(npm.Project("@corp/tool", "1.1.0"), "publish", "--tag", "next")).MustSucceed();
        var app = npm.Project("app");
        (await npm.RunAsync(app, "dist-tag", "add", "@corp/tool@1.1.0", "beta")).MustSucceed();
        (await npm.RunAsync(app, "deprecate", "@corp/tool@1.0.0", "use 1.1.0")).MustSucceed();
        (await npm.RunAsync(app, "install", "@corp/tool@beta")).MustSucceed();
        Assert.Equal("@corp/tool@1.1.0", await npm.EvaluateAsync(app, "require('@corp/tool')"));

        await MustBeRefusedAsync(npm, app, "unpublish", "@corp/tool", "--force");
        await MustBeRefusedAsync(npm, app, "dist-tag", "rm", "@corp/tool", "beta");
        await MustBeRefusedAsync(npm, npm.Project("left-pad"), "publish");
        await MustBeRefusedAsync(npm, npm.Project("@corporate/tool"), "publish");
        await MustBeRefusedAsync(npm, app, "view", "left-pad");
        (await npm.RunAsync(app, "view", "@corp/tool@1.0.0", "version")).MustSucceed();
    }

    private static async Task MustBeRefusedAsync(NpmClient npm, string project, params string[] arguments)
    {
        var result = await npm.RunAsync(project, arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("forbidden-action: release-7 may not", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateInNpmsOwnSettings_NpmInstall_PassesWithoutAToken()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        var npm = NpmFor(gateway, folder, Npm);
        var (certificate, key) = gateway.Agent(folder, "ci-build");
        var registryKey = $"//{gateway.AddressOf("/").Authority}{Npm}";
        folder.Write("npm-home/.npmrc", $"{registryKey}:certfile={certificate}\n{registryKey}:keyfile={key}\n");

        (await npm.RunAsync(npm.Project("app"), "install", "@sample/app-kit")).MustSucceed();
    }

    [Fact]
    public async Task LoggedIn_NpmPublish_IsRefusedInItsOwnOutput()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder);
        var npm = NpmFor(gateway, folder, Npm);

        var publish = await npm.RunAsync(npm.Project("left-pad", "1.0.0"), "publish");

        Assert.NotEqual(0, publish.ExitCode);
        Assert.Contains("E403", publish.Error, StringComparison.Ordinal);
        Assert.Contains("forbidden-action", publish.Error, StringComparison.Ordinal);
        Assert.Contains("ci-build may not publish 'left-pad'", publish.Error, StringComparison.Ordinal);
        AuditMustName(gateway, "forbidden-action", "publisher");
    }

    [Fact]
    public async Task LoggedIn_AnotherNpmRepository_IsRefusedInItsOwnOutput()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder);
        var npm = NpmFor(gateway, folder, "/secret-module/npm/");
        npm.UseToken(TokenOf(folder));

        var install = await npm.RunAsync(npm.Project("app"), "install", "@sample/app-kit");

        Assert.NotEqual(0, install.ExitCode);
        Assert.Contains("forbidden-repository", install.Error, StringComparison.Ordinal);
        AuditMustName(gateway, "forbidden-repository", "publisher");
    }

    [Fact]
    public async Task LoggedIn_AnotherGoRepository_IsRefusedInItsOwnOutput()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder);
        var go = GoFor(gateway, folder, "/secret-module/go");

        var get = await go.RunAsync(go.Module("example.test/app"), "get", "sample.example/Greeter");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("403 Forbidden", get.Error, StringComparison.Ordinal);
        Assert.Contains("forbidden-repository", get.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotLoggedIn_NpmAndGo_AreToldWhatIsMissing()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        var npm = NpmFor(gateway, folder, Npm);
        var go = GoFor(gateway, folder, Go);

        var install = await npm.RunAsync(npm.Project("app"), "install", "@sample/app-kit");
        var get = await go.RunAsync(go.Module("example.test/app"), "get", "sample.example/Greeter");

        Assert.All([install.Error, get.Error], error => Assert.Contains("client-certificate-required", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AgentWithoutARole_LogsIn_MayReadNothing()
    {
        using var folder = new TempFolder();
        await using var gateway = await StartAsync();
        await LoginAsync(gateway, folder, "stranger");
        var go = GoFor(gateway, folder, Go);

        var get = await go.RunAsync(go.Module("example.test/app"), "get", "sample.example/Greeter");

        Assert.Contains("forbidden-repository", get.Error, StringComparison.Ordinal);
    }

    /// <summary>What <c>gateway token login</c> writes is all that the tools are given.</summary>
    private static async Task LoginAsync(GuardedGateway gateway, TempFolder folder, string name = "ci-build")
    {
        var (certificate, key) = gateway.Agent(folder, name);
        folder.Folder("npm-home");
        folder.Folder("go-home");
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var status = await CommandLine.InvokeAsync(
            [
                "token", "login", gateway.AddressOf("/").AbsoluteUri,
                "--ca", gateway.Authority(folder), "--cert", certificate, "--key", key,
                "--netrc", folder["go-home/.netrc"], "--npmrc", folder["npm-home/.npmrc"],
            ],
            (_, _) => throw new InvalidOperationException("The command must not serve."),
            output,
            output);
        Assert.True(status == 0, output.ToString());
    }

    private static string TokenOf(TempFolder folder) => File.ReadAllText(folder["go-home/.netrc"]).TrimEnd().Split(' ')[^1];

    private static NpmClient NpmFor(GuardedGateway gateway, TempFolder folder, string path)
    {
        var npm = new NpmClient(folder, gateway.AddressOf(path));
        npm.Settings["cafile"] = gateway.Authority(folder);
        return npm;
    }

    private static GoClient GoFor(GuardedGateway gateway, TempFolder folder, string path)
    {
        var go = new GoClient(folder, gateway.AddressOf(path).AbsoluteUri);
        go.Variables["SSL_CERT_FILE"] = gateway.Authority(folder);
        return go;
    }

    private static void AuditMustName(GuardedGateway gateway, string code, string role)
    {
        var lines = gateway.Log.Entries.Where(entry => entry.Category == "Gateway.Audit" && (string?)entry["Code"] == code).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(("ci-build", role), ((string?)line["Identity"], (string?)line["MissingRole"])));
    }

    private Task<GuardedGateway> StartAsync() => GuardedGateway.StartAsync(registry.Npm("dev"), registry.Go("dev"));
}
