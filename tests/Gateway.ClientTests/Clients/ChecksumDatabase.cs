using Gateway.TestKit;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace Gateway.ClientTests.Clients;

/// <summary>
/// A checksum database that signs what it says, built from <c>sumdb/main.go</c> and the copy of golang.org/x/mod that go carries, so that
/// tree, tiles and notes are those that go expects and nothing is downloaded.
/// </summary>
internal sealed class ChecksumDatabase : IAsyncDisposable
{
    /// <summary>What it calls itself, in its key and below <c>/sumdb/</c>.</summary>
    public const string Name = "sum.example";

    private readonly ToolProcess _process;
    private readonly HttpClient _client = new();
    private readonly Uri _address;

    private ChecksumDatabase(ToolProcess process, string key, Uri address) => (_process, Key, _address) = (process, key, address);

    /// <summary>The verifier key, <c>NAME+HASH+KEY</c>, as <c>GOSUMDB</c> takes it.</summary>
    public string Key { get; }

    /// <summary>Builds and starts one.</summary>
    /// <param name="folder">Where it is built.</param>
    /// <param name="modules">The proxy whose files are the true ones.</param>
    public static async Task<ChecksumDatabase> StartAsync(TempFolder folder, Uri modules)
    {
        var go = RequiredTool.Find("go", "apt-get install golang-go");
        var executable = await BuildAsync(folder, go);
        var process = ToolProcess.Start(
            new ToolCommand(executable, Name, modules.AbsoluteUri) { WorkingFolder = folder.Folder("sumdb") });
        await Poll.UntilAsync(
            () => process.HasExited || process.Output.Count(character => character == '\n') == 2, "the checksum database is up");
        Assert.False(process.HasExited, process.Error);
        var lines = process.Output.Split('\n');
        return new ChecksumDatabase(process, lines[0], new Uri(lines[1]));
    }

    /// <summary>Has a module proxy pass on what is asked of the database.</summary>
    public void BehindProxy(FakeUpstream proxy, RequestDelegate otherwise) => proxy.Otherwise(context =>
        context.Request.Path.StartsWithSegments($"/sumdb/{Name}", StringComparison.Ordinal, out var rest)
            ? rest == "/supported" ? Task.CompletedTask : PassAsync(context, rest.Value!)
            : otherwise(context));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<string> BuildAsync(TempFolder folder, string go)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GOPROXY"] = "off",
            ["GOFLAGS"] = "-mod=mod",
            ["GOENV"] = "off",
            ["CGO_ENABLED"] = "0",
            ["GOPATH"] = folder.Folder("sumdb/path"),
            ["GOCACHE"] = folder.Folder("sumdb/cache"),
        };
        ToolCommand Command(params string[] arguments) =>
            new(go, arguments) { WorkingFolder = folder.Folder("sumdb"), Environment = environment };

        var root = (await ToolProcess.RunAsync(Command("env", "GOROOT"))).MustSucceed().Output.Trim();
        foreach (var name in new[] { "mod", "crypto" })
        {
            Copy(Path.Combine(root, "src", "cmd", "vendor", "golang.org", "x", name), folder.Folder($"sumdb/{name}"));
            folder.Write($"sumdb/{name}/go.mod", $"module golang.org/x/{name}\n\ngo 1.18\n");
        }

        folder.Write("sumdb/go.mod", """
            module sumdb.example
            go 1.18
            require golang.org/x/mod v0.0.0
            require golang.org/x/crypto v0.0.0
            replace golang.org/x/mod => ./mod
            replace golang.org/x/crypto => ./crypto

            """);
        File.Copy(RepositoryRoot.Of("tests", "Gateway.ClientTests", "sumdb", "main.go"), folder["sumdb/main.go"]);
        (await ToolProcess.RunAsync(Command("build", "-o", "database", "."))).MustSucceed();
        return folder["sumdb/database"];
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*.go", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task PassAsync(HttpContext context, string path)
    {
        using var answer = await _client.GetAsync(new Uri(_address, path), context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
