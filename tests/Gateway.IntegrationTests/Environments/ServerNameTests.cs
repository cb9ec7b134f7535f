using System.Net.Security;
using System.Net.Sockets;
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

    [Theory]
    [InlineData("dev.example", 200)]
    [InlineData("prod.example", 421)]
    public async Task ServerNameAndAuthority_OverHttp2_MustBeOfOneEnvironment(string authority, int expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        await using var gateway = await StartAsync(upstream);
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsDevAsync };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Address };
        using var request = Http2.Request(HttpMethod.Get, "/files/x", authority);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (int)response.StatusCode);
        var isMisdirected = response.Headers.TryGetValues("X-Gateway-Error", out var codes) && codes.Single() == "misdirected-request";
        Assert.Equal(expected == 421, isMisdirected);
        Assert.Equal(
            expected == 200 ? ["https"] : [], upstream.Requests.Select(received => received.Value("X-Forwarded-Proto")),
            StringComparer.Ordinal);
    }

    /// <summary>A client would name the Host of its request; one that merges connections uses one that was made for another.</summary>
    private async ValueTask<Stream> ConnectAsDevAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = GatewaySettings.DevHost,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = _authority.Trust(),
        };
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        return tls;
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
