using Gateway.Upstreams;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Upstreams;

public sealed class ViaTests
{
    private static readonly Via Own = new("ab12");

    [Theory]
    [InlineData("HTTP/1.0", "1.0 gateway (ab12)")]
    [InlineData("HTTP/1.1", "1.1 gateway (ab12)")]
    [InlineData("HTTP/2", "2 gateway (ab12)")]
    [InlineData("HTTP/3", "3 gateway (ab12)")]
    public void Protocol_Named_IsTheOneTheRequestCameBy(string protocol, string expected) => Assert.Equal(expected, Own.EntryFor(protocol));

    [Theory]
    [InlineData("1.1 gateway (ab12)")]
    [InlineData("1.1 GATEWAY (ab12)")]
    [InlineData("2 gateway (ffff), 1.1 squid, 1.1 gateway (ab12)")]
    [InlineData("1.1 gateway")]
    [InlineData("1.0 fred, 1.1 gateway")]
    [InlineData("1.1   gateway   (ab12)")]
    public void RequestThatWasHere_Received_IsALoop(string field) => Assert.True(Own.IsLoop(field));

    [Theory]
    [InlineData("1.1 gateway (ffff)")]
    [InlineData("1.1 gateway (ffff), 2 gateway (eeee)")]
    [InlineData("1.0 fred, 1.1 p.example.net")]
    [InlineData("1.1 gateway.example.com")]
    [InlineData("1.1 other (gateway)")]
    [InlineData("")]
    [InlineData(",,")]
    public void RequestOfOthers_Received_IsNone(string field) => Assert.False(Own.IsLoop(field));

    [Fact]
    public void SeveralLines_Received_AreOneList() => Assert.True(Own.IsLoop(new StringValues(["1.1 fred", "1.1 gateway (ab12)"])));

    [Fact]
    public void MoreGatewaysThanAnyChainHas_Passed_IsALoop()
    {
        static string Chain(int length) => string.Join(", ", Enumerable.Range(0, length).Select(number => $"1.1 gateway (f{number})"));

        Assert.False(Own.IsLoop(Chain(10)));
        Assert.True(Own.IsLoop(Chain(11)));
    }

    [Fact]
    public void OwnEntry_ReceivedAgain_IsALoop() => Assert.True(Own.IsLoop(Own.EntryFor("HTTP/2")));
}
