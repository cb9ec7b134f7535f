using System.Net.Security;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Environments;

/// <summary>A connection is good for the environment that its TLS server name chose.</summary>
public sealed class ServerNameTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("dev.example", "dev.example", 200)]
    [InlineData("DEV.example", "dev.example:9", 200)]
    [InlineData("dev.example", "other.dev.example", 200)]
    [InlineData("nobody.example", "dev.example", 200)]
    [InlineData("", "dev.example", 200)]
    [InlineData("dev.example", "prod.example", 421)]
    [InlineData("prod.example", "dev.example", 421)]
    [InlineData("dev.example", "nobody.example", 421)]
    public async Task ServerNameAndHost_MustBeOfOneEnvironment(string serverName, string host, int expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);

        var response = await RawHttpClient.ExchangeAsync(
            gateway.Address, RawRequest.Of("GET", "/files/x", host), new RawTlsOptions { ServerName = serverName });

        Assert.Equal(expected, response.Status);
        Assert.Equal(expected == 200 ? 1 : 0, upstream.Requests.Count);
    }

    [Fact]
    public async Task Misdirected_OverHttp2_IsToldSoAndTheConnectionGoesOn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = "dev.example",
                CertificateChainPolicy = _authority.Trust(),
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Address };
        using var misdirected = Http2.Request(HttpMethod.Get, "/files/x", "prod.example");
        using var good = Http2.Request(HttpMethod.Get, "/files/x");

        using var refused = await client.SendAsync(misdirected, TestContext.Current.CancellationToken);
        using var answered = await client.SendAsync(good, TestContext.Current.CancellationToken);

        Assert.Equal((421, 200), ((int)refused.StatusCode, (int)answered.StatusCode));
        Assert.Equal(["misdirected-request"], refused.Headers.GetValues("X-Gateway-Error"), StringComparer.Ordinal);
        Assert.Equal("https", Assert.Single(upstream.Requests).Value("X-Forwarded-Proto"));
    }

    private async Task<GatewayHost> StartAsync(FakeUpstream upstream)
    {
        using var certificate = _authority.Server("dev.example", "prod.example");
        var (path, key) = certificate.WritePem(_folder, "server");
        return await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Environment("dev", GatewaySettings.DevHost, "*.dev.example")
            .Environment("prod", "prod.example")
            .Set("Gateway:Certificates",
                new[] { new { Hosts = new[] { "dev.example", "prod.example", "nobody.example" }, Path = path, KeyPath = key } })
            .Set("Kestrel:Endpoints:https:Url", "https://127.0.0.1:0")
            .ToString());
    }
}
