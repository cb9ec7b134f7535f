using System.Net;
using Gateway.Environments;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class NetworkListTests
{
    private static readonly NetworkList Networks = new(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"]);

    [Theory]
    [InlineData("10.255.0.1", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("2001:db8:1::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("::ffff:11.1.2.3", false)]
    public void Address_Asked_IsInOneOfTheNetworksOrNot(string address, bool expected) =>
        Assert.Equal(expected, Networks.Contains(IPAddress.Parse(address)));

    [Fact]
    public void NoAddress_Asked_IsInNone() => Assert.False(new NetworkList(["0.0.0.0/0", "::/0"]).Contains(null));

    [Fact]
    public void EmptyList_Asked_NamesNobody()
    {
        var nobody = new NetworkList([]);

        Assert.True(nobody.IsEmpty);
        Assert.False(nobody.Contains(IPAddress.Loopback));
    }
}
