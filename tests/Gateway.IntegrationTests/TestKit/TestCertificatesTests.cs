using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.IntegrationTests.TestKit;

public sealed class TestCertificatesTests : IDisposable
{
    private const string Request = "GET / HTTP/1.1\r\nHost: one.example\r\n\r\n";

    private readonly TestCertificates _authority = new();

    public static TheoryData<string, bool> Certificates => new()
    {
        { "good", true },
        { "chained", true },
        { "expired", false },
        { "not yet valid", false },
        { "wrong name", false },
        { "for clients", false },
        { "of a stranger", false },
    };

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task CertificateOfAKind_Checked_IsTrustedOrNot(string kind, bool isTrusted)
    {
        using var certificate = Make(kind);
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate });
        upstream.On("/", Reply.With(200));
        var tls = new RawTlsOptions { ServerName = "one.example", TrustedRoot = _authority.Root };

        if (isTrusted)
        {
            Assert.Equal(200, (await RawHttpClient.ExchangeAsync(upstream.Address, Request, tls)).Status);
            Assert.Equal("one.example", upstream.Requests[0].ServerName);
            return;
        }

        await Assert.ThrowsAsync<AuthenticationException>(() => RawHttpClient.ExchangeAsync(upstream.Address, Request, tls));
    }

    [Fact]
    public async Task ClientCertificate_Shown_IsRecordedWithOrderedHeaders()
    {
        using var server = _authority.Server("one.example");
        using var client = _authority.Client("ci-build", "spiffe://corp/ci/build");
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions
        {
            Certificate = server,
            RequiresClientCertificate = true,
        });
        upstream.On("/", Reply.With(200));

        var tls = new RawTlsOptions { ServerName = "one.example", ClientCertificate = client.Certificate };
        await RawHttpClient.ExchangeAsync(upstream.Address, "GET / HTTP/1.1\r\nHost: one.example\r\nx-LAST: 1\r\n\r\n", tls);

        Assert.Equal(client.Certificate.Thumbprint, upstream.Requests[0].ClientCertificateThumbprint);
        Assert.Equal(["Host", "x-LAST"], upstream.Requests[0].Headers.Select(header => header.Key), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("http/1.1")]
    public async Task ProtocolOffered_Connected_IsNegotiated(string protocol)
    {
        using var server = _authority.Server("one.example");
        await using var upstream = await FakeUpstream.StartAsync(new FakeUpstreamOptions
        {
            Certificate = server,
            Protocols = HttpProtocols.Http1AndHttp2,
        });

        var tls = new RawTlsOptions { Protocols = [new SslApplicationProtocol(protocol)] };
        await using var client = await RawHttpClient.ConnectAsync(upstream.Address, tls);

        Assert.Equal(protocol, client.NegotiatedProtocol);
    }

    [Fact]
    public void Pem_WrittenAndRead_IsTheSameCertificateWithItsKey()
    {
        using var folder = new TempFolder();
        using var intermediate = _authority.Intermediate();
        using var issued = intermediate.Server("one.example");

        var (certificatePath, keyPath) = issued.WritePem(folder, "server");
        using var read = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);

        Assert.Equal(issued.Certificate.Thumbprint, read.Thumbprint);
        Assert.True(read.HasPrivateKey);
        Assert.Equal(2, chain.Count);
    }

    public void Dispose() => _authority.Dispose();

    private TestCertificate Make(string kind)
    {
        switch (kind)
        {
            case "chained":
                using (var intermediate = _authority.Intermediate())
                {
                    return intermediate.Server("one.example");
                }

            case "of a stranger":
                using (var stranger = new TestCertificates("Gateway test stranger"))
                {
                    return stranger.Server("one.example");
                }

            case "for clients":
                return _authority.Issue(new TestCertificateOptions { DnsNames = ["one.example"], Purpose = TestCertificatePurpose.Client });
            case "expired":
                return _authority.Expired("one.example");
            case "not yet valid":
                return _authority.NotYetValid("one.example");
            case "wrong name":
                return _authority.Server("other.example");
            default:
                return _authority.Server("one.example");
        }
    }
}
