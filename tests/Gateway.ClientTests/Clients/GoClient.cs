using Gateway.TestKit;
using Gateway.TestKit.Tools;

namespace Gateway.ClientTests.Clients;

/// <summary>The real go command with module cache, build cache and home of its own, asking the proxy it is given and nobody else.</summary>
/// <param name="folder">Where all of that lies.</param>
/// <param name="proxy">The value of <c>GOPROXY</c>: a URL, or several with <c>,</c> or <c>|</c> between them.</param>
/// <param name="home">Tells the homes of several clients in one folder apart.</param>
internal sealed class GoClient(TempFolder folder, string proxy, string home = "go")
{
    private readonly string _go = RequiredTool.Find("go", "apt-get install golang-go");

    /// <summary>
    /// The usual variables, to be changed by a test. The checksum database is off: the modules of tests are in none, and the go
    /// command would ask it past the proxy.
    /// </summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["GOSUMDB"] = "off",
        ["GOFLAGS"] = "-modcacherw -mod=mod",
        ["GOENV"] = "off",
        ["GOWORK"] = "off",
        ["CGO_ENABLED"] = "0",
    };

    /// <summary>Makes the next download cold.</summary>
    public void ForgetModules()
    {
        if (Directory.Exists(folder[$"{home}-modules"]))
        {
            Directory.Delete(folder[$"{home}-modules"], recursive: true);
        }
    }

    /// <summary>Makes an empty module.</summary>
    /// <returns>Its folder.</returns>
    public string Module(string path)
    {
        var name = $"{home}-projects/" + path.Replace('/', '+');
        folder.Write(name + "/go.mod", $"module {path}\n\ngo 1.18\n");
        return folder[name];
    }

    /// <summary>Runs <c>go</c> with these arguments in a module.</summary>
    public Task<ToolResult> RunAsync(string module, params string[] arguments)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
        {
            ["HOME"] = folder.Folder($"{home}-home"),
            ["GOPATH"] = folder.Folder($"{home}-path"),
            ["GOMODCACHE"] = folder[$"{home}-modules"],
            ["GOCACHE"] = folder.Folder("go-build"),
            ["GOPROXY"] = proxy,
        };
        return ToolProcess.RunAsync(new ToolCommand(_go, arguments) { WorkingFolder = module, Environment = variables });
    }
}
