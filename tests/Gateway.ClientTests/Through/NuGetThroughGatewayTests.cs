using Gateway.ClientTests.Clients;
using Gateway.TestKit;
using Gateway.TestKit.Upstream;

namespace Gateway.ClientTests.Through;

/// <summary>
/// The real dotnet through the gateway before two chained NuGet feeds, of which the public one must not hear private names.
/// </summary>
public sealed class NuGetThroughGatewayTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FakeUpstream _house = null!;
    private FakeUpstream _world = null!;
    private NuGetFeed _houseFeed = null!;
    private GatewayHost _gateway = null!;
    private DotnetClient _dotnet = null!;

    private Uri Index => _gateway.AddressOf("dev", "/packages/v3/index.json");

    public async ValueTask InitializeAsync()
    {
        _house = await FakeUpstream.StartAsync();
        _world = await FakeUpstream.StartAsync();
        _houseFeed = new NuGetFeed(_house);
        _houseFeed.Add("corp.core", "1.0.0");
        new NuGetFeed(_world).Add("open.lib", "2.0.0");
        _gateway = await ChainForClients.StartAsync("nuget", "Corp.*", _house.Address, _world.Address);
        _dotnet = new DotnetClient(_folder, Index);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _house.DisposeAsync();
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PrivateAndPublicPackage_RestoredColdWarmAndWithEveryUpstreamStopped_AreThere()
    {
        var project = _dotnet.Project("app", ("Corp.Core", "1.0.0"), ("Open.Lib", "2.0.0"));
        foreach (var state in new[] { "cold", "warm", "stopped" })
        {
            var hits = _gateway.CountOf("HIT", ".nupkg");
            _dotnet.ForgetPackages();
            if (state == "stopped")
            {
                await _house.StopListeningAsync();
                await _world.StopListeningAsync();
            }

            (await _dotnet.RunAsync(project, "restore", "--force")).MustSucceed();

            Assert.Equal(state == "cold" ? hits : hits + 2, _gateway.CountOf("HIT", ".nupkg"));
        }

        var cold = await _dotnet.RunAsync(_dotnet.Project("cold", ("Open.Other", "1.0.0")), "restore");

        TestContext.Current.TestOutputHelper?.WriteLine(cold.Transcript);
        Assert.NotEqual(0, cold.ExitCode);
        Assert.Contains("502", cold.Output, StringComparison.Ordinal);
        Assert.Contains("upstream-connection-refused: The upstream takes no connections: world.", cold.Output, StringComparison.Ordinal);
        Assert.All(_world.Requests, request => Assert.DoesNotContain("corp", request.RawTarget, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task PackagePushed_RestoredAtOnce_IsTheNewVersion()
    {
        var before = _dotnet.Project("before", ("Corp.Core", "1.0.0"));
        (await _dotnet.RunAsync(before, "restore")).MustSucceed();
        var package = Path.Combine(_folder.Path, "Corp.Core.1.1.0.nupkg");
        await File.WriteAllBytesAsync(package, NuGetFeed.Package("Corp.Core", "1.1.0"), TestContext.Current.CancellationToken);

        (await _dotnet.RunAsync(
            before, "nuget", "push", package, "--source", "gateway", "--api-key", "key-of-alice", "--allow-insecure-connections"))
            .MustSucceed();
        _dotnet.ForgetPackages();
        (await _dotnet.RunAsync(_dotnet.Project("after", ("Corp.Core", "1.1.0")), "restore")).MustSucceed();

        Assert.Equal("key-of-alice", Assert.Single(_houseFeed.Pushes));
        Assert.DoesNotContain(_world.Requests, request => request.Method == "PUT");
    }
}
