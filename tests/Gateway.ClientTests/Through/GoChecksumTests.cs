using Gateway.ClientTests.Clients;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>
/// The real go, verifying what it gets against a signed checksum database that it reaches through the gateway only.
/// </summary>
public sealed class GoChecksumTests : IAsyncLifetime
{
    private const string Private = "git.corp.example/tool";
    private const string Public = "open.example/lib";
    private const string Other = "open.example/Other";

    private readonly TempFolder _folder = new();
    private FakeUpstream _truth = null!;
    private FakeUpstream _house = null!;
    private FakeUpstream _world = null!;
    private ChecksumDatabase _database = null!;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _truth = await FakeUpstream.StartAsync();
        _house = await FakeUpstream.StartAsync();
        _world = await FakeUpstream.StartAsync();
        var absent = Reply.With(404, "not found: not here");
        _truth.Otherwise(absent);
        _house.Otherwise(absent);
        foreach (var proxy in new[] { _truth, _world })
        {
            proxy.Serve(Public, "v1.2.0");
            proxy.Serve(Other, "v0.1.0");
        }

        _house.Serve(Private, "v1.0.0");
        _database = await ChecksumDatabase.StartAsync(_folder, _truth.Address);
        _database.BehindProxy(_world, absent);
        _gateway = await ChainForClients.StartAsync("go", "git.corp.example", _house.Address, _world.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _database.DisposeAsync();
        await _house.DisposeAsync();
        await _world.DisposeAsync();
        await _truth.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Module_VerifiedColdWarmAndWithEveryUpstreamStopped_IsTheOneThatIsSigned()
    {
        var go = Client("first");
        var module = go.Module("example.test/app");

        (await go.RunAsync(module, "get", $"{Public}@v1.2.0", $"{Other}@v0.1.0")).MustSucceed();
        var sums = await File.ReadAllTextAsync(Path.Combine(module, "go.sum"), TestContext.Current.CancellationToken);
        var asked = DatabaseRequests("lookup");
        await _house.StopListeningAsync();
        await _world.StopListeningAsync();
        await _database.DisposeAsync();
        var again = Client("second");
        var same = again.Module("example.test/app");
        (await again.RunAsync(same, "get", $"{Public}@v1.2.0", $"{Other}@v0.1.0")).MustSucceed();

        Assert.Equal(2, asked);
        Assert.Contains($"{Public} v1.2.0 h1:", sums, StringComparison.Ordinal);
        Assert.Equal(sums, await File.ReadAllTextAsync(Path.Combine(same, "go.sum"), TestContext.Current.CancellationToken));
        Assert.NotEqual(0, _gateway.CountOf("HIT", $"/lookup/{Public}@v1.2.0"));
    }

    /// <summary>The signature covers the database's answer, so a module that somebody has changed since is found out.</summary>
    [Fact]
    public async Task ModuleThatIsNotTheSignedOne_Got_IsGosSecurityError()
    {
        _world.Serve(Public, "v1.2.0", "package lib\n\nfunc init() { println(\"not what was signed\") }\n");
        var go = Client("first");

        var get = await go.RunAsync(go.Module("example.test/app"), "get", $"{Public}@v1.2.0");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("SECURITY ERROR", get.Error, StringComparison.Ordinal);
    }

    /// <summary>go was not told which modules are private: the gateway knows, and says so.</summary>
    [Fact]
    public async Task PrivateModule_LookedUp_IsRefusedAndTheDatabaseDoesNotHearIt()
    {
        var go = Client("first");

        var get = await go.RunAsync(go.Module("example.test/app"), "get", $"{Private}@v1.0.0");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("403 Forbidden", get.Error, StringComparison.Ordinal);
        Assert.Contains("gateway: private-name", get.Error, StringComparison.Ordinal);
        Assert.Contains("GONOSUMDB", get.Error, StringComparison.Ordinal);
        NobodyHasHeardIt();
    }

    [Fact]
    public async Task PrivateModule_NotToBeLookedUp_IsThere()
    {
        var go = Client("first");
        go.Variables["GONOSUMDB"] = "git.corp.example";

        (await go.RunAsync(go.Module("example.test/app"), "get", $"{Private}@v1.0.0", $"{Public}@v1.2.0")).MustSucceed();

        Assert.Equal(1, DatabaseRequests("lookup"));
        NobodyHasHeardIt();
    }

    /// <summary>A go that verifies by the database, and has no way to it but the gateway.</summary>
    private GoClient Client(string home)
    {
        var address = _gateway.AddressOf("dev", "/packages").AbsoluteUri;
        var go = new GoClient(_folder, address, home);
        go.Variables["GOSUMDB"] = $"{_database.Key} {address}/sumdb/{ChecksumDatabase.Name}";
        return go;
    }

    private int DatabaseRequests(string what) => _world.Requests.Count(request =>
        request.RawTarget.StartsWith($"/sumdb/{ChecksumDatabase.Name}/{what}", StringComparison.Ordinal));

    private void NobodyHasHeardIt() => Assert.All([.. _world.Requests, .. _truth.Requests], request =>
        Assert.DoesNotContain("corp", request.RawTarget, StringComparison.OrdinalIgnoreCase));
}
