using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.ClientTests.Clients;

/// <summary>The real dotnet command with packages, caches and home of its own, knowing one package source.</summary>
/// <param name="folder">Where all of that lies.</param>
/// <param name="index">The service index of the source.</param>
internal sealed class DotnetClient(TempFolder folder, Uri index)
{
    private readonly string _dotnet = RequiredTool.Find("dotnet", "install the .NET SDK");

    /// <summary>Makes the next restore cold.</summary>
    public void ForgetPackages()
    {
        foreach (var name in new[] { "nuget-packages", "dotnet-home" }.Where(name => Directory.Exists(folder[name])))
        {
            Directory.Delete(folder[name], recursive: true);
        }
    }

    /// <summary>Makes a project that needs packages.</summary>
    /// <returns>Its folder.</returns>
    public string Project(string name, params (string Id, string Version)[] packages)
    {
        var references = packages.Select(package => $"""<PackageReference Include="{package.Id}" Version="{package.Version}" />""");
        folder.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """);
        folder.Write($"{name}/nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="gateway" value="{index.AbsoluteUri}" allowInsecureConnections="true" protocolVersion="3" />
              </packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        folder.Write($"{name}/Directory.Build.props", "<Project />");
        return folder[name];
    }

    /// <summary>Runs <c>dotnet</c> with these arguments in a project.</summary>
    public Task<ToolResult> RunAsync(string project, params string[] arguments)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = folder.Folder("dotnet-home"),
            ["DOTNET_CLI_HOME"] = folder.Folder("dotnet-home"),
            ["NUGET_PACKAGES"] = folder.Folder("nuget-packages"),
            ["NUGET_HTTP_CACHE_PATH"] = folder.Folder("dotnet-home/http-cache"),
            ["DOTNET_NOLOGO"] = "true",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "true",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1",
        };
        return ToolProcess.RunAsync(new ToolCommand(_dotnet, arguments) { WorkingFolder = project, Environment = variables });
    }
}
