using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Certificates;

/// <summary>Certificate and key replaced one after the other, again and again, while clients connect without pause.</summary>
public sealed class CertificateSwapTests : IDisposable
{
    private const int Handshakes = 10_000;
    private const int Swaps = 4;
    private const int Clients = 8;

    private readonly TestCertificates _authority = new();
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, int> _shown = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Exception> _failures = new();
    private int _handshakes;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CertificateAndKeySwappedUnderLoad_TenThousandHandshakes_NoneFails()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var first = _authority.Server("localhost");
        var (path, key) = first.WritePem(_folder, "server");
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString());
        using var enough = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, Clients).Select(index => Task.Run(
            () => ConnectAsync(gateway.Address.Port, index % 2 == 0 ? SslProtocols.Tls13 : SslProtocols.Tls12, enough.Token),
            TestContext.Current.CancellationToken)).ToList();

        await SwapAsync(gateway);
        await Poll.UntilAsync(() => Volatile.Read(ref _handshakes) >= Handshakes, TimeSpan.FromMinutes(3), $"{Handshakes} handshakes");
        await enough.CancelAsync();
        await Task.WhenAll(clients);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_handshakes} handshakes in {watch.Elapsed.TotalSeconds:0.0} s, {_failures.Count} failed, {Swaps} swaps, "
            + $"{_shown.Count} certificates shown");
        Assert.Empty(_failures);
        Assert.Equal(Swaps + 1, _shown.Count);
    }

    private async Task SwapAsync(GatewayHost gateway)
    {
        for (var swap = 1; swap <= Swaps; swap++)
        {
            using var next = _authority.Server("localhost");
            var told = swap;
            _folder.Write("server.pem", next.ChainPem);
            await gateway.Log.WaitForAsync(
                _ => gateway.Log.Entries.Count(entry => entry.EventId.Id == 1920) >= told, "the key that does not match yet is reported");
            _folder.Write("server.key", next.KeyPem);
            await Poll.UntilAsync(() => _shown.ContainsKey(next.Certificate.SerialNumber), "the new certificate is shown");
        }
    }

    private async Task ConnectAsync(int port, SslProtocols version, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                var shown = await HandshakeAsync(port, version);
                _shown.AddOrUpdate(shown, 1, (_, count) => count + 1);
                Interlocked.Increment(ref _handshakes);
            }
            catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException)
            {
                _failures.Enqueue(failure);
            }
        }
    }

    /// <summary>A whole handshake on a connection of its own; the serial number of what was shown.</summary>
    private static async Task<string> HandshakeAsync(int port, SslProtocols version)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                AllowTlsResume = false,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            },
            TestContext.Current.CancellationToken);
        var serial = ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
        await tls.ShutdownAsync();
        return serial;
    }
}
