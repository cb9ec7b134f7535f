using System.Net;
using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.TestKit;
using Gateway.Upstreams.Addresses;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Tests.Upstreams.Addresses;

public sealed class DestinationAddressesTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly Names _names = new();
    private readonly DestinationAddresses _addresses;

    public DestinationAddressesTests() => _addresses = new DestinationAddresses(_names, _clock, NullLoggerFactory.Instance);

    public void Dispose() => _addresses.Dispose();

    [Fact]
    public async Task Name_HasSeveralAddresses_EachIsADestinationThatKeepsTheName()
    {
        _names.Addresses = ["10.0.0.2", "10.0.0.1", "fd00::1"];

        var resolved = await ResolveAsync("https://npm.example:8443/base", everyAddress: true);

        Assert.Equal(
            [
                "d1[10.0.0.1]|https://10.0.0.1:8443/base",
                "d1[10.0.0.2]|https://10.0.0.2:8443/base",
                "d1[fd00::1]|https://[fd00::1]:8443/base",
            ],
            resolved.Destinations.Select(one => $"{one.Key}|{one.Value.Address}").Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(resolved.Destinations.Values, one => Assert.Equal("npm.example:8443", one.Host));
    }

    public static TheoryData<string, bool> Kept => new()
    {
        { "http://npm.example/", false },
        { "http://10.0.0.9/", true },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Destination_IsAnAddressOrNotAskedToBeSeveral_StaysAsWritten(string address, bool everyAddress)
    {
        _names.Addresses = ["10.0.0.1"];

        var destination = Assert.Single((await ResolveAsync(address, everyAddress)).Destinations);

        Assert.Equal(("d1", address), (destination.Key, destination.Value.Address));
        Assert.Equal(0, _names.Looks);
    }

    [Fact]
    public async Task NobodyAnswersALook_AskedAgainSoon_AddressesAreKnown()
    {
        (_names.Addresses, _names.Unanswered) = (["10.0.0.1"], 1);

        var resolving = ResolveAsync("http://npm.example/", everyAddress: true);
        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(50));
                return resolving.IsCompleted;
            },
            "the name was looked up");

        Assert.Equal("d1[10.0.0.1]", Assert.Single((await resolving).Destinations).Key);
        Assert.Equal(2, _names.Looks);
    }

    [Fact]
    public async Task Name_GetsOtherAddresses_IsToldOnceAndOnlyThen()
    {
        _names.Addresses = ["10.0.0.1"];
        var resolved = await ResolveAsync("http://npm.example/", everyAddress: true);
        _clock.Advance(Interval);
        Assert.Equal(2, _names.Looks);
        Assert.False(resolved.ChangeToken!.HasChanged);

        _names.Addresses = ["10.0.0.2"];
        var told = 0;
        using var registration = resolved.ChangeToken.RegisterChangeCallback(_ => told++, state: null);
        _clock.Advance(Interval);
        var after = await ResolveAsync("http://npm.example/", everyAddress: true);

        Assert.Equal(1, told);
        Assert.Equal("d1[10.0.0.2]", Assert.Single(after.Destinations).Key);
        Assert.False(after.ChangeToken!.HasChanged);
    }

    [Fact]
    public async Task Name_CannotBeLookedUpAnyMore_KeepsItsAddresses()
    {
        _names.Addresses = ["10.0.0.1"];
        var resolved = await ResolveAsync("http://npm.example/", everyAddress: true);

        _names.Addresses = null;
        _clock.Advance(Interval);

        Assert.False(resolved.ChangeToken!.HasChanged);
        Assert.Equal("d1[10.0.0.1]", Assert.Single((await ResolveAsync("http://npm.example/", everyAddress: true)).Destinations).Key);
    }

    [Fact]
    public async Task Name_IsUnknownAtTheStart_IsAskedByItsNameUntilItIsKnown()
    {
        _names.Addresses = null;
        var resolved = await ResolveAsync("http://npm.example/", everyAddress: true);
        Assert.Equal("http://npm.example/", Assert.Single(resolved.Destinations).Value.Address);

        _names.Addresses = ["10.0.0.1"];
        _clock.Advance(Interval);

        Assert.True(resolved.ChangeToken!.HasChanged);
    }

    private ValueTask<ResolvedDestinationCollection> ResolveAsync(string address, bool everyAddress)
    {
        var cluster = ClusterCompiler.Compile(
            new ClusterConfig
            {
                ClusterId = "npm",
                Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
                {
                    ["d1"] = new() { Address = address },
                },
            },
            new UpstreamOptions { Names = { EveryAddress = everyAddress, Interval = Interval } },
            isGoProxy: false);
        return _addresses.ResolveDestinationsAsync(cluster.Destinations!, TestContext.Current.CancellationToken);
    }

    private sealed class Names : INames
    {
        public string[]? Addresses { get; set; }

        public int Unanswered { get; set; }

        public int Looks { get; private set; }

        public Task<IPAddress[]> FindAsync(string name, CancellationToken cancellationToken)
        {
            Looks++;
            if (Looks <= Unanswered)
            {
                return Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
            }

            return Addresses is { } known
                ? Task.FromResult(Array.ConvertAll(known, IPAddress.Parse))
                : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
        }
    }
}
