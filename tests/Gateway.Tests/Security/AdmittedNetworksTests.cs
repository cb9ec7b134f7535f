using System.Net;
using Gateway.Environments;
using Gateway.Security;
using Xunit;

namespace Gateway.Tests.Security;

public sealed class AdmittedNetworksTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "", "10.1.1.1", true)]
    [InlineData("10.0.0.0/8", "", "11.1.1.1", false)]
    [InlineData("10.0.0.0/8", "10.6.0.0/16", "10.6.1.1", false)]
    [InlineData("", "10.6.0.0/16", "10.6.1.1", false)]
    [InlineData("", "10.6.0.0/16", "192.0.2.1", true)]
    [InlineData("", "", "192.0.2.1", true)]
    [InlineData("10.0.0.0/8", "", "::ffff:10.1.1.1", true)]
    public void Address_OfAClient_IsAdmittedUnlessDeniedOrNotAllowed(string allowed, string denied, string address, bool expected) =>
        Assert.Equal(expected, new AdmittedNetworks(Of(allowed), Of(denied)).Admit(IPAddress.Parse(address)));

    private static NetworkList Of(string network) => new(network.Length == 0 ? [] : [network]);
}
