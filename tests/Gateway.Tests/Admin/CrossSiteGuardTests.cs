using Gateway.Admin;
using Xunit;

namespace Gateway.Tests.Admin;

public sealed class CrossSiteGuardTests
{
    [Theory]
    [InlineData("GET", "127.0.0.1:9900", "cross-site", "", true)]
    [InlineData("POST", "127.0.0.1:9900", "", "", true)]
    [InlineData("POST", "127.0.0.1:9900", "same-origin", "http://127.0.0.1:9900", true)]
    [InlineData("POST", "127.0.0.1:9900", "none", "", true)]
    [InlineData("POST", "127.0.0.1:9900", "cross-site", "", false)]
    [InlineData("PUT", "127.0.0.1:9900", "same-site", "", false)]
    [InlineData("POST", "127.0.0.1:9900", "", "http://127.0.0.1:9900", true)]
    [InlineData("POST", "127.0.0.1:9900", "", "http://127.0.0.1:8080", false)]
    [InlineData("POST", "127.0.0.1:9900", "", "null", false)]
    [InlineData("GET", "localhost:9900", "", "", true)]
    [InlineData("GET", "admin.localhost", "", "", true)]
    [InlineData("GET", "[::1]:9900", "", "", true)]
    [InlineData("GET", "rebound.example:9900", "", "", false)]
    [InlineData("GET", "localhost.evil.example", "", "", false)]
    [InlineData("GET", "10.0.0.1", "", "", false)]
    public void Request_OnLoopback_IsLetInOrNot(string method, string host, string fetchSite, string origin, bool isLetIn) =>
        Assert.Equal(isLetIn, CrossSiteGuard.Fault(method, host, fetchSite, origin, isLoopback: true) is null);

    [Fact]
    public void AnyHost_AskedOutsideLoopback_IsLetIn() =>
        Assert.Null(CrossSiteGuard.Fault("GET", "gateway.corp.example", "", "", isLoopback: false));
}
