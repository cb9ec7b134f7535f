using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.Upstreams;

public sealed class UpstreamTlsTests : IDisposable
{
    private readonly TestCertificates _authority = new("Internal CA");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task Certificate_OfATrustedRoot_IsAccepted(HttpProtocols protocols, string expected)
    {
        using var certificate = _authority.Server("registry.example");

        var (response, upstream) = await AskAsync(certificate, trusted: true, protocols: protocols);

        Assert.Equal(200, response.Status);
        Assert.Equal(expected, upstream.Requests[0].Protocol);
    }

    [Fact]
    public async Task Certificate_BelowAnIntermediateThatIsSent_IsAccepted()
    {
        using var intermediate = _authority.Intermediate();
        using var certificate = intermediate.Server("registry.example");

        Assert.Equal(200, (await AskAsync(certificate, trusted: true)).Response.Status);
    }

    [Fact]
    public async Task Certificate_Expired_IsToldWithItsDay()
    {
        using var certificate = _authority.Expired("registry.example");

        var (response, upstream) = await AskAsync(certificate, trusted: true);

        Assert.Equal((502, "upstream-certificate-expired"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains(
            $"The certificate of main expired on {certificate.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.", response.Text,
                StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Certificate_NotYetValid_IsTold()
    {
        using var certificate = _authority.NotYetValid("registry.example");

        var (response, _) = await AskAsync(certificate, trusted: true);

        Assert.Equal((502, "upstream-certificate-expired"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("is not valid before", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ForAnotherName_IsToldWithItsNames()
    {
        using var certificate = _authority.Issue(new TestCertificateOptions { DnsNames = ["other.example"], IpAddresses = [] });

        var (response, upstream) = await AskAsync(certificate, trusted: true);

        Assert.Equal((502, "upstream-certificate-name"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("other.example", response.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Certificate_OfAnUntrustedRoot_IsToldWithItsIssuer(bool gatewayTrustsAnother)
    {
        using var stranger = new TestCertificates("Stranger");
        using var certificate = stranger.Server("registry.example");

        var (response, upstream) = await AskAsync(certificate, gatewayTrustsAnother);

        Assert.Equal((502, "upstream-certificate-untrusted"), (response.Status, response.Value("X-Gateway-Error")));
        Assert.Contains("CN=Stranger", response.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task ClientCertificate_Configured_IsShown()
    {
        using var certificate = _authority.Server("registry.example");
        using var client = _authority.Client("gateway");
        var file = _folder.Write("gateway.pem", client.ChainPem + client.KeyPem);

        var (response, upstream) = await AskAsync(
            certificate,
            trusted: true,
            settings => settings.Set("Gateway:Upstreams:main:Tls:ClientCertificate", file),
            requiresClientCertificate: true);

        Assert.Equal(200, response.Status);
        Assert.Equal(client.Certificate.Thumbprint, upstream.Requests[0].ClientCertificateThumbprint);
    }

    [Fact]
    public async Task Destination_SpeaksPlainHttp_IsAFailedHandshake()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(
            GatewaySettings.For(new UriBuilder(upstream.Address) { Scheme = "https" }.Uri).ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        Assert.Equal((502, "upstream-tls-failed"), (response.Status, response.Value("X-Gateway-Error")));
    }

    private async Task<(RawResponse Response, FakeUpstream Upstream)> AskAsync(
        TestCertificate certificate,
        bool trusted,
        Func<GatewaySettings, GatewaySettings>? configure = null,
        bool requiresClientCertificate = false,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions
        {
            Certificate = certificate,
            RequiresClientCertificate = requiresClientCertificate,
            Protocols = protocols,
        });
        upstream.Otherwise(Reply.With(200));
        var settings = GatewaySettings.For(upstream.Address);
        if (trusted)
        {
            settings.Set("Gateway:Upstreams:main:Tls:TrustedRoots", new[] { _authority.WriteRoot(_folder) });
        }

        await using var gateway = await GatewayHost.StartAsync((configure?.Invoke(settings) ?? settings).ToString());
        return (await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x")), upstream);
    }
}
