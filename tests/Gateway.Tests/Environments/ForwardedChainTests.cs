using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class ForwardedChainTests
{
    private static readonly NetworkList Trusted = new(["10.0.0.0/8", "::1"]);

    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9", "203.0.113.9", 0)]
    [InlineData("10.0.0.1", null, "10.0.0.1", "10.0.0.1", 1)]
    [InlineData("10.0.0.1", "", "10.0.0.1", "10.0.0.1", 1)]
    [InlineData("10.0.0.1", "198.51.100.7", "198.51.100.7", "198.51.100.7, 10.0.0.1", 1)]
    [InlineData("10.0.0.1", "198.51.100.7, 10.9.9.9", "198.51.100.7", "198.51.100.7, 10.9.9.9, 10.0.0.1", 2)]
    [InlineData("10.0.0.1", "6.6.6.6, 127.0.0.1, 198.51.100.7,10.9.9.9", "198.51.100.7", "198.51.100.7, 10.9.9.9, 10.0.0.1", 2)]
    [InlineData("10.0.0.1", "198.51.100.7, unknown, 10.9.9.9", "10.9.9.9", "10.9.9.9, 10.0.0.1", 2)]
    [InlineData("10.0.0.1", "<script>", "10.0.0.1", "10.0.0.1", 1)]
    [InlineData("10.0.0.1", "198.51.100.7:4711", "198.51.100.7", "198.51.100.7, 10.0.0.1", 1)]
    [InlineData("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7", "2001:db8::7, 10.0.0.1", 1)]
    [InlineData("::1", "2001:db8::7", "2001:db8::7", "2001:db8::7, ::1", 1)]
    [InlineData("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7", "198.51.100.7, 10.0.0.1", 1)]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3", "10.0.0.3, 10.0.0.2, 10.0.0.1", 3)]
    public void Chain_Walked_EndsAtTheFirstAddressThatIsNotTrusted(string peer, string? field, string client, string upstream, int proxies)
    {
        var chain = ForwardedChain.Walk(IPAddress.Parse(peer), field, Trusted);

        Assert.Equal((client, upstream, proxies), (chain.Client.ToString(), chain.Field, chain.TrustedProxies));
    }

    [Fact]
    public void AnythingLeftOfAnUntrustedAddress_Walked_ChangesNothing() =>
        Prop.ForAll<string>(junk =>
        {
            var peer = IPAddress.Parse("10.0.0.1");
            return ForwardedChain.Walk(peer, $"{junk},198.51.100.7, 10.2.2.2", Trusted)
                == ForwardedChain.Walk(peer, "198.51.100.7, 10.2.2.2", Trusted);
        }).QuickCheckThrowOnFailure();
}
