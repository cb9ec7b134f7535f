using System.Net;
using System.Net.Sockets;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Servers that are broken before they say a word of HTTP.</summary>
public sealed class DoctorConnectionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task NameUnknown_Examined_SaysSo() =>
        (await DoctorVisit.ToAsync(new Uri("https://registry.gateway-doctor.invalid/"))).MustFind(
            "name-unresolved", "registry.gateway-doctor.invalid", "getent hosts");

    [Fact]
    public async Task NameUnknownAndProxySet_Examined_SaysThatTheProxyMayKnowIt()
    {
        using var port = new PortReservation();
        var proxy = $"http://user:secret@127.0.0.1:{port.EndPoint.Port}";

        var visit = await DoctorVisit.ToAsync(
            new Uri("https://registry.gateway-doctor.invalid/"), variables: [("HTTPS_PROXY", proxy)]);

        visit.MustFind("name-unresolved", "HTTPS_PROXY is set");
        visit.MustFind("warning", "proxy-in-the-way", ["NO_PROXY", $"http://127.0.0.1:{port.EndPoint.Port}"]);
        visit.MustFind("proxy-failed", "does not let the request through");
        Assert.DoesNotContain("secret", visit.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProxyWantsCredentials_Examined_SaysSo()
    {
        await using var proxy = await FakeUpstream.StartAsync();
        proxy.Otherwise(Reply.With(407, "", ("Proxy-Authenticate", "Basic")));

        var visit = await DoctorVisit.ToAsync(
            new Uri("http://registry.gateway-doctor.invalid/"), variables: [("http_proxy", proxy.Address.AbsoluteUri)]);

        visit.MustFind("proxy-authentication", "http_proxy");
    }

    [Fact]
    public async Task NothingListens_Examined_SaysRefused()
    {
        using var port = new PortReservation();

        (await DoctorVisit.ToAsync(new Uri($"http://127.0.0.1:{port.EndPoint.Port}/"))).MustFind(
            "port-refused", $"127.0.0.1:{port.EndPoint.Port}", "ss -ltn");
    }

    [Fact]
    public async Task PacketsDropped_Examined_SaysFiltered()
    {
        // A full backlog drops further SYN packets, as a firewall does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;
        var waiting = new List<Socket>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(socket);
                _ = socket.ConnectAsync(endPoint, Cancelled).AsTask();
            }

            var visit = await DoctorVisit.ToAsync(new Uri($"http://{endPoint}/"), ["--timeout", "0.5"]);

            visit.MustFind("port-filtered", "does not answer at all");
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task RedirectFromHttpsToHttp_Examined_Warns()
    {
        await using var plain = await FakeUpstream.StartAsync();
        plain.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));
        await using var server = await TlsAsync(_authority.Server("localhost"));
        server.Otherwise(Reply.With(302, "", ("Location", plain.Address.AbsoluteUri)));

        (await VisitAsync(server)).MustFind("warning", "redirected", ["It leaves https on the way"]);
    }

    [Fact]
    public async Task PlainHttpToATlsPort_Examined_SaysWriteHttps()
    {
        await using var server = await TlsAsync(_authority.Server("localhost"));

        (await DoctorVisit.ToAsync(new Uri($"http://127.0.0.1:{server.Address.Port}/"))).MustFind("http-on-tls-port", "https://");
    }

    [Fact]
    public async Task CertificateWanted_NoneShown_SaysHowToShowOne()
    {
        await using var server = await TlsAsync(_authority.Server("localhost"), wantsCertificate: true);

        (await VisitAsync(server)).MustFind(
            "client-certificate-wanted", "--cert FILE", "npm takes cert and key", "go has no client certificates");
    }

    [Fact]
    public async Task CertificateWanted_OneShown_IsLetIn()
    {
        await using var server = await TlsAsync(_authority.Server("localhost"), wantsCertificate: true);
        server.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));
        var (certificate, key) = _authority.Client("ci-build").WritePem(_folder, "client");

        var visit = await VisitAsync(server, "--cert", certificate, "--key", key);

        Assert.DoesNotContain("client-certificate-refused", visit.Troubles, StringComparison.Ordinal);
        visit.MustFind("good", "let-in", ["with the client certificate CN=ci-build"]);
    }

    [Fact]
    public async Task CertificateRefused_OneShown_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var server = _authority.Server("localhost");
        using var client = _authority.Client("ci-build");
        var (certificate, key) = client.WritePem(_folder, "client");
        var refusing = RefuseCertificateAsync(listener, server);

        var visit = await DoctorVisit.ToAsync(
            new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"),
            ["--ca", _authority.WriteRoot(_folder), "--cert", certificate, "--key", key]);

        await refusing;
        visit.MustFind("client-certificate-refused", "CN=ci-build", "ClientCertificates:TrustedRoots");
    }

    private static async Task RefuseCertificateAsync(TcpListener listener, TestCertificate certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancelled);
        await using var secured = new System.Net.Security.SslStream(client.GetStream());
        var options = new System.Net.Security.SslServerAuthenticationOptions
        {
            ServerCertificate = certificate.Certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null,
        };
        await Assert.ThrowsAnyAsync<Exception>(() => secured.AuthenticateAsServerAsync(options, Cancelled));
    }

    private static Task<FakeUpstream> TlsAsync(TestCertificate certificate, bool wantsCertificate = false) =>
        FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate, RequiresClientCertificate = wantsCertificate });

    private Task<DoctorVisit> VisitAsync(FakeUpstream server, params string[] args) => DoctorVisit.ToAsync(
        new Uri($"https://localhost:{server.Address.Port}/"), ["--ca", _authority.WriteRoot(_folder), .. args]);
}
