using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What a start leaves behind.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task EmptyHome_Started_NothingIsWrittenThereAndNothingIsWarnedOf()
    {
        using var home = new TempFolder();
        using var folder = new TempFolder();
        var settings = GatewaySettings.For(new Uri("http://127.0.0.1:1/"))
            .Set("Gateway:Cache:DiskSize", "0B").Set("Gateway:Admin:Url", "http://127.0.0.1:0").Set("Urls", "http://127.0.0.1:0");
        var file = folder.Write("gateway.json", settings.ToString());
        await using var gateway = ToolProcess.Start(
            new ToolCommand(Path.Combine(AppContext.BaseDirectory, "gateway"), "run", "--config", file) { WorkingFolder = home.Path });

        await Poll.UntilAsync(
            () => gateway.HasExited || gateway.Output.Contains("Application started", StringComparison.Ordinal), "the gateway has started");

        Assert.False(gateway.HasExited, gateway.Output + gateway.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
        Assert.DoesNotContain("\"level\":\"Warning\"", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DataProtection", gateway.Output, StringComparison.Ordinal);
    }

    /// <summary>A web project's default would be the project's folder: certificates and cache would lie among the sources.</summary>
    [Fact]
    public async Task DotnetRun_RelativePath_IsFoundInTheFolderItIsCalledFrom()
    {
        using var folder = new TempFolder();
        folder.Write("gateway.json", GatewaySettings.For(new Uri("http://127.0.0.1:1/")).ToString());
        var build = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var dotnet = RequiredTool.Find("dotnet", "the .NET SDK");

        var result = await ToolProcess.RunAsync(new ToolCommand(
            dotnet, "run", "--no-build", "-c", build, "--project", Path.Combine(RepositoryRoot.Path, "src", "Gateway"),
            "--", "check", "--config", "gateway.json")
        {
            WorkingFolder = folder.Path,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            },
        });

        result.MustSucceed();
    }
}
