using Gateway.ClientTests.Clients;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>
/// The real go through the gateway before two chained module proxies, of which the public one must not hear private names.
/// </summary>
public sealed class GoChainTests : IAsyncLifetime
{
    private const string Private = "git.corp.example/tool";
    private const string Public = "open.example/lib";

    private readonly TempFolder _folder = new();
    private FakeUpstream _house = null!;
    private FakeUpstream _world = null!;
    private GatewayHost _gateway = null!;
    private GoClient _go = null!;

    public async ValueTask InitializeAsync()
    {
        _house = await FakeUpstream.StartAsync();
        _world = await FakeUpstream.StartAsync();
        _house.Otherwise(Reply.With(404, "not found: not in the house"));
        _world.Otherwise(Reply.With(404, "not found: not in the world"));
        _house.Serve(Private, "v1.0.0");
        _world.Serve(Public, "v1.2.0");
        _gateway = await ChainForClients.StartAsync("go", "git.corp.example", _house.Address, _world.Address);
        _go = new GoClient(_folder, _gateway.AddressOf("dev", "/packages").AbsoluteUri);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _house.DisposeAsync();
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("get")]
    [InlineData("mod", "download")]
    public async Task PrivateAndPublicModule_FetchedColdWarmAndWithEveryUpstreamStopped_AreThere(params string[] command)
    {
        var isGet = command is ["get"];
        foreach (var state in new[] { "cold", "warm", "stopped" })
        {
            var hits = _gateway.CountOf("HIT", ".zip");
            _go.ForgetModules();
            var module = _go.Module($"example.test/{state}");
            if (state == "stopped")
            {
                await StopUpstreamsAsync();
            }

            if (!isGet)
            {
                (await _go.RunAsync(module, "mod", "edit", $"-require={Private}@v1.0.0", $"-require={Public}@v1.2.0")).MustSucceed();
            }

            (await _go.RunAsync(module, isGet ? [.. command, $"{Private}@latest", $"{Public}@latest"] : command)).MustSucceed();

            Assert.Equal(state == "cold" ? hits : hits + 2, _gateway.CountOf("HIT", ".zip"));
        }

        WorldHasNotHeardIt();
    }

    [Theory]
    [InlineData("get", "open.example/other@v1.0.0")]
    [InlineData("mod", "download", "open.example/other@v1.0.0")]
    public async Task EveryUpstreamStopped_ColdModuleFetched_SaysWhichIsDown(params string[] command)
    {
        await StopUpstreamsAsync();

        var cold = await _go.RunAsync(_go.Module("example.test/app"), command);

        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains("upstream-connection-refused", cold.Error, StringComparison.Ordinal);
        Assert.Contains("world", cold.Error, StringComparison.Ordinal);
        WorldHasNotHeardIt();
    }

    [Fact]
    public async Task AbsentPrivateModule_Got_IsRefusedWithATextThatGoPrints()
    {
        var get = await _go.RunAsync(_go.Module("example.test/app"), "get", "git.corp.example/absent@v1.0.0");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("403 Forbidden", get.Error, StringComparison.Ordinal);
        Assert.Contains("private-name", get.Error, StringComparison.Ordinal);
        WorldHasNotHeardIt();
    }

    /// <summary>With a comma go asks the next proxy after 404 and 410 only, so a refusal keeps the name in the house.</summary>
    [Fact]
    public async Task AbsentPrivateModule_GotWithAPublicProxyNextInTheList_IsNotAskedThere()
    {
        var go = new GoClient(_folder, $"{_gateway.AddressOf("dev", "/packages").AbsoluteUri},{_world.Address}");

        await go.RunAsync(go.Module("example.test/app"), "get", "git.corp.example/absent@v1.0.0");

        WorldHasNotHeardIt();
    }

    [Fact]
    public async Task PrivateUpstreamIsDown_PrivateModuleGot_IsTheFailure()
    {
        await _house.StopListeningAsync();

        var get = await _go.RunAsync(_go.Module("example.test/app"), "get", $"{Private}@v1.0.0");

        Assert.NotEqual(0, get.ExitCode);
        Assert.Contains("upstream-connection-refused", get.Error, StringComparison.Ordinal);
        Assert.Contains("house", get.Error, StringComparison.Ordinal);
        WorldHasNotHeardIt();
    }

    private async Task StopUpstreamsAsync()
    {
        await _house.StopListeningAsync();
        await _world.StopListeningAsync();
    }

    private void WorldHasNotHeardIt() =>
        Assert.All(_world.Requests, request => Assert.DoesNotContain("corp", request.RawTarget, StringComparison.OrdinalIgnoreCase));
}
