using System.Text.Json;
using Gateway.ClientTests.Clients;
using Gateway.TestKit;

namespace Gateway.ClientTests;

/// <summary>The sample module proxy as the real go sees it, without a gateway between them: what the gateway's tests stand on.</summary>
public sealed class GoSampleTests(RunningSampleRegistry registry) : IClassFixture<RunningSampleRegistry>
{
    [Theory]
    [InlineData("dev", "v1.2.0")]
    [InlineData("test", "v1.1.0")]
    [InlineData("prod", "v1.0.0")]
    public async Task Latest_Downloaded_IsTheEnvironments(string environment, string version)
    {
        using var folder = new TempFolder();
        var go = new GoClient(folder, registry.Go(environment));

        var download = (await go.RunAsync(go.Module("example.test/app"), "mod", "download", "-json", "sample.example/Greeter@latest"))
            .MustSucceed();

        using var module = JsonDocument.Parse(download.Output);
        Assert.Equal(version, module.RootElement.GetProperty("Version").GetString());
        Assert.StartsWith("h1:", module.RootElement.GetProperty("Sum").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandOfAModuleWithDependency_Run_ComesFromTheProxyAlone()
    {
        using var folder = new TempFolder();
        var go = new GoClient(folder, registry.Go("prod"));

        var greeting = await go.RunAsync(go.Module("example.test/app"), "run", "sample.example/Greeter/cmd/greet@latest", "you");

        Assert.Equal("Hello, you, from Greeter v1.0.0 with words v1.0.0\n", greeting.MustSucceed().Output);
    }

    [Fact]
    public async Task UnknownModule_Downloaded_ShowsTheProxysText()
    {
        using var folder = new TempFolder();
        var go = new GoClient(folder, registry.Go("dev"));

        var download = await go.RunAsync(go.Module("example.test/app"), "mod", "download", "sample.example/absent@latest");

        Assert.NotEqual(0, download.ExitCode);
        Assert.Contains("sample.example/absent: the sample registry has no such module", download.Error, StringComparison.Ordinal);
    }
}
