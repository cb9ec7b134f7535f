using System.Net;
using Gateway.Environments;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Environments;

public sealed class ClientOriginTests
{
    private static readonly NetworkList Trusted = new(["10.0.0.0/8"]);

    [Fact]
    public void Stranger_SendsForwardingFields_IsNotBelieved()
    {
        var origin = ClientOrigin.Of(Request("192.0.2.1", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "prod")), Trusted);

        Assert.Equal(("http", "direct", false, 80), (origin.Scheme, origin.Host, origin.IsForwarded, origin.DefaultPort));
    }

    [Fact]
    public void TrustedProxy_SendsForwardingFields_IsBelieved()
    {
        var origin = ClientOrigin.Of(
            Request("10.0.0.1", ("X-Forwarded-Proto", "HTTPS"), ("X-Forwarded-Host", "prod"), ("X-Forwarded-For", "192.0.2.1")), Trusted);

        Assert.Equal(("https", "prod", true, 443), (origin.Scheme, origin.Host, origin.IsForwarded, origin.DefaultPort));
        Assert.Equal("192.0.2.1", origin.Chain.Client.ToString());
    }

    [Fact]
    public void TrustedProxy_SendsNothing_LeavesTheConnectionsWord()
    {
        var origin = ClientOrigin.Of(Request("10.0.0.1"), Trusted);

        Assert.Equal(("http", "direct", false), (origin.Scheme, origin.Host, origin.IsForwarded));
    }

    [Fact]
    public void TrustedProxy_SendsASchemeThatIsNone_LeavesTheConnectionsWord() =>
        Assert.Equal("http", ClientOrigin.Of(Request("10.0.0.1", ("X-Forwarded-Proto", "gopher")), Trusted).Scheme);

    [Theory]
    [InlineData("192.0.2.1", "prod", "prod")]
    [InlineData("192.0.2.1", "spoofed, prod", "prod")]
    [InlineData("192.0.2.1, 10.0.0.2", "spoofed, prod, inner", "prod")]
    [InlineData("192.0.2.1, 10.0.0.2", "prod, inner", "prod")]
    [InlineData("192.0.2.1, 10.0.0.2", "prod", "prod")]
    [InlineData("8.8.8.8, 192.0.2.1, 10.0.0.2", "spoofed, prod, inner", "prod")]
    public void ChainOfProxiesThatAppend_HostOfTheOutermostTrustedOne_IsTaken(string forwardedFor, string hosts, string expected)
    {
        var context = Request("10.0.0.1", ("X-Forwarded-For", forwardedFor), ("X-Forwarded-Host", hosts));

        Assert.Equal(expected, ClientOrigin.Of(context, Trusted).Host);
    }

    [Fact]
    public void Scheme_SpoofedLeftOfTheTrustedProxys_IsNotTaken()
    {
        var context = Request("10.0.0.1", ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Proto", "https, http"));

        Assert.Equal("http", ClientOrigin.Of(context, Trusted).Scheme);
    }

    private static DefaultHttpContext Request(string peer, params (string Name, string Value)[] fields)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Scheme = "http";
        context.Request.Headers.Host = "direct";
        foreach (var (name, value) in fields)
        {
            context.Request.Headers[name] = value;
        }

        return context;
    }
}
