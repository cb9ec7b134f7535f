using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Security.Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

/// <summary>Real handshakes against a real Kestrel.</summary>
public sealed class TlsListenersTests : IAsyncLifetime
{
    private static readonly TestCertificates Root = new();
    private static readonly TestCertificates Issuer = Root.Intermediate();
    private readonly TempFolder _folder = new();
    private readonly LogCollector _log = new();
    private ServerCertificates _current = null!;
    private WebApplication? _app;

    public ValueTask InitializeAsync()
    {
        _current = Load("one.example.com", "two.example.com");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
        _log.Dispose();
    }

    public static TheoryData<string, string> Endpoints => new()
    {
        { "urls", "https://127.0.0.1:0" },
        { "Kestrel:Endpoints:Secure:Url", "https://127.0.0.1:0" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task EndpointWhereverConfigured_Handshake_ShowsTheCertificateOfTheName(string setting, string value)
    {
        var port = await StartAsync(setting, value);

        var shown = await HandshakeAsync(port, "two.example.com");

        Assert.Equal("CN=two.example.com", shown.Subject);
    }

    [Fact]
    public async Task CertificateWithIntermediate_Handshake_SendsTheIntermediate()
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");

        // The client knows only the root and asks nobody: without the intermediate the chain would not reach it, and this would throw.
        Assert.Equal("CN=one.example.com", (await HandshakeAsync(port, "one.example.com")).Subject);
    }

    [Fact]
    public async Task NoServerName_Handshake_ShowsTheFirstCertificate()
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");

        Assert.Equal("CN=one.example.com", (await HandshakeAsync(port, "127.0.0.1")).Subject);
    }

    [Fact]
    public async Task UnknownServerName_Handshake_IsRefusedWithAnAlertThatSaysSo()
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");

        var bytes = await FirstBytesAsync(port, "three.example.com");

        // RFC 8446 §6: alert record, fatal, unrecognized_name.
        Assert.Equal("15030300020270", Convert.ToHexString(bytes));
        await _log.WaitForAsync(entry => entry.Message.Contains("'three.example.com'", StringComparison.Ordinal), "the refusal is logged");
    }

    [Fact]
    public async Task SnapshotReplaced_NextHandshake_ShowsTheNewCertificate()
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");
        var first = await HandshakeAsync(port, "one.example.com");

        _current = Load("one.example.com");

        var second = await HandshakeAsync(port, "one.example.com");
        Assert.NotEqual(first.Thumbprint, second.Thumbprint, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("http/1.1")]
    public async Task ProtocolOffered_Handshake_Agrees(string protocol)
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");

        var shown = await HandshakeAsync(port, "one.example.com", options =>
            options.ApplicationProtocols = [new SslApplicationProtocol(protocol)]);

        Assert.Equal(protocol, shown.Protocol);
    }

    [Fact]
    public async Task OldTls_Handshake_IsRefused()
    {
        var port = await StartAsync("urls", "https://127.0.0.1:0");

        await Assert.ThrowsAnyAsync<Exception>(() => HandshakeAsync(port, "one.example.com", options =>
            options.EnabledSslProtocols = Enum.Parse<SslProtocols>("Tls11")));
    }

    private static async Task<Handshake> HandshakeAsync(int port, string host, Action<SslClientAuthenticationOptions>? change = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { Root.Root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        change?.Invoke(options);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        using var certificate = new X509Certificate2(stream.RemoteCertificate!);
        return new Handshake(certificate.Subject, certificate.Thumbprint, stream.NegotiatedApplicationProtocol.ToString());
    }

    private static async Task<byte[]> FirstBytesAsync(int port, string serverName)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(await ClientHelloBytes.ForAsync(serverName), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await client.GetStream().CopyToAsync(answer, TestContext.Current.CancellationToken);
        return answer.ToArray();
    }

    private ServerCertificates Load(params string[] names) => ServerCertificates.Load(names.Select(name =>
    {
        using var certificate = Issuer.Server(name);
        var (path, key) = certificate.WritePem(_folder, name);
        return new CertificateOptions { Path = path, KeyPath = key };
    }));

    private async Task<int> StartAsync(string setting, string value)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new(setting, value)]);
        builder.WebHost.UseKestrel((context, kestrel) =>
        {
            kestrel.Configure(context.Configuration.GetSection("Kestrel"));
            TlsListeners.Install(kestrel, () => _current, (_, _) => false, new LoggerFactory([_log]).CreateLogger("test"));
        });
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync("ok"));
        await _app.StartAsync(TestContext.Current.CancellationToken);
        return new Uri(_app.Urls.Single()).Port;
    }

    private sealed record Handshake(string Subject, string Thumbprint, string Protocol);
}
