using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.Security.UpstreamTls;

/// <summary>Upstreams that are believed, by what is configured for each.</summary>
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
        await using var secure = await SecureUpstream.StartAsync(certificate, _authority.WriteRoot(_folder), protocols: protocols);

        Assert.Equal(200, (await secure.AskAsync()).Status);
        Assert.Equal(expected, secure.Upstream.Requests[0].Protocol);
    }

    [Fact]
    public async Task Certificate_BelowAnIntermediateThatIsSent_IsAccepted()
    {
        using var intermediate = _authority.Intermediate();
        using var certificate = intermediate.Server("registry.example");
        await using var secure = await SecureUpstream.StartAsync(certificate, _authority.WriteRoot(_folder));

        Assert.Equal(200, (await secure.AskAsync()).Status);
    }

    [Fact]
    public async Task Certificate_ForTheServerNameConfigured_IsAccepted()
    {
        using var certificate = _authority.Issue(new TestCertificateOptions { DnsNames = ["registry.example"], IpAddresses = [] });
        await using var secure = await SecureUpstream.StartAsync(
            certificate,
            _authority.WriteRoot(_folder),
            settings => settings.Set("Gateway:Upstreams:main:Tls:ServerName", "registry.example"));

        Assert.Equal(200, (await secure.AskAsync()).Status);
    }

    [Fact]
    public async Task Verification_TurnedOff_TakesAnyCertificateAndIsShoutedAboutAtTheStart()
    {
        using var stranger = new TestCertificates("Stranger");
        using var certificate = stranger.Expired("other.example");
        await using var secure = await SecureUpstream.StartAsync(
            certificate,
            roots: null,
            settings => settings.Set("ReverseProxy:Clusters:main:HttpClient:DangerousAcceptAnyServerCertificate", true));

        Assert.Equal(200, (await secure.AskAsync()).Status);
        Assert.Contains(
            secure.Gateway.Log.Entries,
            entry => entry.Message.Contains("CERTIFICATE VERIFICATION IS OFF for upstream 'main'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http1AndHttp2)]
    public async Task ClientCertificate_Configured_IsShown(HttpProtocols protocols)
    {
        using var certificate = _authority.Server("registry.example");
        using var client = _authority.Client("gateway");
        var file = _folder.Write("gateway.pem", client.ChainPem + client.KeyPem);
        await using var secure = await SecureUpstream.StartAsync(
            certificate,
            _authority.WriteRoot(_folder),
            settings => settings.Set("Gateway:Upstreams:main:Tls:ClientCertificate", file),
            requiresClientCertificate: true,
            protocols);

        Assert.Equal(200, (await secure.AskAsync()).Status);
        Assert.Equal(client.Certificate.Thumbprint, secure.Upstream.Requests[0].ClientCertificateThumbprint);
    }

    [Fact]
    public async Task ClientCertificateAndKeyReplaced_OneAfterTheOther_NewConnectionsShowTheNewOneAndNoRequestFails()
    {
        using var certificate = _authority.Server("registry.example");
        using var old = _authority.Client("old");
        using var renewed = _authority.Client("new");
        var (path, _) = old.WritePem(_folder, "gateway");

        // Each request has a connection of its own.
        await using var secure = await SecureUpstream.StartAsync(
            certificate,
            _authority.WriteRoot(_folder),
            settings => settings.Set("Gateway:Upstreams:main:Tls:ClientCertificate", path),
            requiresClientCertificate: true,
            HttpProtocols.Http1);
        secure.Upstream.Otherwise(Reply.With(200, "", ("Connection", "close"), ("Cache-Control", "no-store")));
        Assert.Equal(old.Certificate.Thumbprint, await ShownAsync(secure));

        _folder.Write("gateway.pem", renewed.ChainPem);
        await secure.Gateway.Log.WaitForAsync(entry => entry.EventId.Id == 1340, "the key that does not match yet is reported");
        Assert.Equal(old.Certificate.Thumbprint, await ShownAsync(secure));

        _folder.Write("gateway.key", renewed.KeyPem);
        await Poll.UntilAsync(
            async () => await ShownAsync(secure) == renewed.Certificate.Thumbprint, TimeSpan.FromSeconds(5), "the new one is shown");
    }

    [Fact]
    public async Task ClientCertificateReplaced_ByOneThatHasExpired_TheOldOneIsShownAndTheAdminListenerSaysWhy()
    {
        using var certificate = _authority.Server("registry.example");
        using var old = _authority.Client("old");
        using var expired = _authority.Issue(new TestCertificateOptions
        {
            CommonName = "late",
            Purpose = TestCertificatePurpose.Client,
            ValidFrom = TimeSpan.FromDays(-9),
            ValidTo = TimeSpan.FromDays(-1),
        });
        var file = _folder.Write("gateway.pem", old.ChainPem + old.KeyPem);
        await using var secure = await SecureUpstream.StartAsync(
            certificate,
            _authority.WriteRoot(_folder),
            settings => settings.Set("Gateway:Upstreams:main:Tls:ClientCertificate", file),
            requiresClientCertificate: true);

        _folder.Write("gateway.pem", expired.ChainPem + expired.KeyPem);

        var line = await secure.Gateway.Log.WaitForAsync(entry => entry.EventId.Id == 1340);
        Assert.Contains("'CN=late'", line.Message, StringComparison.Ordinal);
        Assert.Contains("expired on", line.Message, StringComparison.Ordinal);
        Assert.Equal(old.Certificate.Thumbprint, await ShownAsync(secure));
        using var client = new HttpClient();
        var shown = await client.GetStringAsync(
            new Uri(secure.Gateway.Admin!, "api/certificates"), TestContext.Current.CancellationToken);
        Assert.Contains("\"upstream\":\"main\"", shown, StringComparison.Ordinal);
        Assert.Contains("expired on", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RootsReplaced_Connecting_TheNewOnesAreTrusted()
    {
        using var stranger = new TestCertificates("Stranger");
        using var certificate = stranger.Server("registry.example");
        var roots = _authority.WriteRoot(_folder);
        await using var secure = await SecureUpstream.StartAsync(certificate, roots);
        Assert.Equal("upstream-certificate-untrusted", (await secure.AskAsync()).Value("X-Gateway-Error"));

        _folder.Write("root.pem", stranger.RootPem);

        await Poll.UntilAsync(async () => (await secure.AskAsync()).Status == 200, TimeSpan.FromSeconds(5), "the new root is trusted");
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

    private static async Task<string?> ShownAsync(SecureUpstream secure)
    {
        Assert.Equal(200, (await secure.AskAsync()).Status);
        return secure.Upstream.Requests[^1].ClientCertificateThumbprint;
    }
}
