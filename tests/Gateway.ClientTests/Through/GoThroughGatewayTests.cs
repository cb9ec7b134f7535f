using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests.Through;

/// <summary>The real go through the gateway.</summary>
public sealed class GoThroughGatewayTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    private const string Mount = "/private-module/go";

    [Theory]
    [InlineData("dev", "v1.2.0")]
    [InlineData("prod", "v1.0.0")]
    public async Task Module_GotByHost_HasTheEnvironmentsVersion(string environment, string version)
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, registry.Go);
        var go = new GoClient(folder, gateway.AddressOf(environment, Mount).AbsoluteUri);
        var module = go.Module("example.test/app");

        (await go.RunAsync(module, "get", "sample.example/Greeter")).MustSucceed();
        (await go.RunAsync(module, "mod", "download")).MustSucceed();

        var required = await File.ReadAllTextAsync(Path.Combine(module, "go.mod"), TestContext.Current.CancellationToken);
        Assert.Contains($"sample.example/Greeter {version}", required, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_DownloadedAgain_ComesFromTheGatewaysCache()
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, registry.Go);
        var go = new GoClient(folder, gateway.AddressOf("dev", Mount).AbsoluteUri);
        var module = go.Module("example.test/app");
        (await go.RunAsync(module, "get", "sample.example/Greeter")).MustSucceed();

        go.ForgetModules();
        (await go.RunAsync(module, "mod", "download")).MustSucceed();

        Assert.Equal(2, gateway.CountOf("HIT", ".zip"));
    }

    [Fact]
    public async Task UpstreamDown_Got_PrintsTheGatewaysText()
    {
        using var folder = new TempFolder();
        await using var gateway = await GatewayForClients.StartAsync(registry.Npm, _ => "http://127.0.0.1:1/");
        var go = new GoClient(folder, gateway.AddressOf("dev", Mount).AbsoluteUri);

        var get = await go.RunAsync(go.Module("example.test/app"), "get", "sample.example/Greeter");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("upstream-connection-refused", get.Error, StringComparison.Ordinal);
    }
}
