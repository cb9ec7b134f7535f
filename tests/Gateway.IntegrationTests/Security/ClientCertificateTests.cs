using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Gateway.TestKit.Certificates;

namespace Gateway.IntegrationTests.Security;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestCertificates _authority = new("Corp client root");

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task CertificateOfARole_OverHttp1_IsServedAndNamedInTheAccessLine(SslProtocols version)
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");

        var response = await gateway.AskAsync(client, versions: version);

        Assert.Equal(200, response.Status);
        var line = await gateway.Host.Log.WaitForAsync(entry => entry.Category == "Gateway.Access");
        Assert.Equal("ci-build", line["Identity"]);
    }

    [Fact]
    public async Task CertificateOfARole_OverHttp2_IsServed()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var certificate = _authority.Client("ci-build");
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = CertificateGateway.Guarded,
                ClientCertificateContext = SslStreamCertificateContext.Create(
                    certificate.Certificate, additionalCertificates: null, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Host.Address };
        using var request = Http2.Request(HttpMethod.Get, "/npm/left-pad", CertificateGateway.Guarded);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task EnvironmentWithoutCertificates_Connected_DoesNotAskForOne()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        var asked = 0;

        foreach (var (host, expected) in new[] { (CertificateGateway.Free, 0), (CertificateGateway.Guarded, 1) })
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port, TestContext.Current.CancellationToken);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                    LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
                    {
                        // Called a second time, with the server's certificate, only when the server asks.
                        asked += remote is null ? 0 : 1;
                        return null!;
                    },
                },
                TestContext.Current.CancellationToken);
            await tls.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await tls.ReadExactlyAsync(new byte[12], TestContext.Current.CancellationToken);
            Assert.Equal(expected, asked);
        }
    }

    [Fact]
    public async Task NoCertificate_Asks_IsToldThatOneIsRequired()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);

        var response = await gateway.AskAsync(client: null);

        Assert.Equal((403, "client-certificate-required"), (response.Status, response.Value("X-Gateway-Error")));
    }

    [Fact]
    public async Task IntermediateSentAlong_Presented_IsServed()
    {
        using var intermediate = _authority.Intermediate();
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = intermediate.Client("ci-build");

        Assert.Equal(200, (await gateway.AskAsync(client)).Status);
    }

    [Theory]
    [InlineData("person", null, null, 403)]
    [InlineData("xci-build", null, null, 403)]
    [InlineData("CI-build", null, null, 403)]
    [InlineData("person", "a.ci.example", null, 200)]
    [InlineData("person", "ci.example.evil", null, 403)]
    [InlineData("person", null, "spiffe://corp/ci/build", 200)]
    [InlineData("person", null, "spiffe://evil/corp/ci/build", 403)]
    public async Task NamesOfTheCertificate_Presented_DecideTheRole(string commonName, string? dns, string? uri, int expected)
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Issue(new TestCertificateOptions
        {
            CommonName = commonName,
            DnsNames = dns is null ? [] : [dns],
            IpAddresses = [],
            Uris = uri is null ? [] : [uri],
            Purpose = TestCertificatePurpose.Client,
        });

        Assert.Equal(expected, (await gateway.AskAsync(client)).Status);
    }

    [Fact]
    public async Task RevokedByAList_Presented_IsRefusedAndOthersAreServed()
    {
        using var revoked = _authority.Client("ci-revoked");
        using var good = _authority.Client("ci-good");
        await using var gateway = await CertificateGateway.StartAsync(
            _authority, [_authority.RevocationListPem(TimeSpan.FromDays(1), revoked)]);

        var refused = await gateway.AskAsync(revoked);

        Assert.Equal((403, "client-certificate-invalid"), (refused.Status, refused.Value("X-Gateway-Error")));
        Assert.Contains("was revoked by its issuer", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.AskAsync(good)).Status);
    }

    [Theory]
    [InlineData("ended", "the revocation list of 'CN=Corp client root' ended on")]
    [InlineData("of another authority", "no revocation list with its signature is configured")]
    [InlineData("signed by an impostor", "no revocation list with its signature is configured")]
    public async Task ListThatSaysNothing_Asked_NobodyIsServed(string fault, string words)
    {
        using var other = new TestCertificates(fault == "signed by an impostor" ? "Corp client root" : "Other root");
        var list = fault == "ended"
            ? _authority.RevocationListPem(TimeSpan.FromDays(-1))
            : other.RevocationListPem(TimeSpan.FromDays(1));
        await using var gateway = await CertificateGateway.StartAsync(_authority, [list]);
        using var client = _authority.Client("ci-build");

        var response = await gateway.AskAsync(client);

        Assert.Equal(403, response.Status);
        Assert.Contains(words, response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateField_OfAStranger_CountsForNothing()
    {
        await using var gateway = await CertificateGateway.StartAsync(_authority);
        using var client = _authority.Client("ci-build");

        var response = await gateway.AskAsync(client: null, lines: Field(client));

        Assert.Equal("client-certificate-required", response.Value("X-Gateway-Error"));
    }

    [Theory]
    [InlineData("good", 200, null)]
    [InlineData("no base64", 403, "client-certificate-invalid")]
    [InlineData("foreign", 403, "client-certificate-invalid")]
    public async Task CertificateField_OfATrustedProxy_IsCheckedLikeAny(string kind, int status, string? error)
    {
        await using var gateway = await CertificateGateway.StartAsync(
            _authority, change: settings => settings.Set("Gateway:TrustedProxies", new[] { "127.0.0.1" }));
        using var foreign = new TestCertificates();
        using var client = (kind == "foreign" ? foreign : _authority).Client("ci-build");

        var response = await gateway.AskAsync(client: null, lines: kind == "no base64" ? "Client-Cert: :!!:" : Field(client));

        Assert.Equal((status, error), (response.Status, response.Value("X-Gateway-Error")));
        Assert.All(gateway.Upstream.Requests, request => Assert.Empty(request.Values("Client-Cert")));
    }

    private static string Field(TestCertificate certificate) =>
        $"Client-Cert: :{Convert.ToBase64String(certificate.Certificate.RawData)}:";
}
