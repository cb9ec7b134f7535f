using System.Security.Authentication;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;
using static Gateway.IntegrationTests.Security.AccessSettings;

namespace Gateway.IntegrationTests.Security;

/// <summary>
/// A gateway on one https address with two environments: <c>guarded.example</c> wants client certificates, <c>free.example</c> asks for
/// none.
/// </summary>
internal sealed class CertificateGateway : IAsyncDisposable
{
    public const string Guarded = "guarded.example";
    public const string Free = "free.example";

    private CertificateGateway(FakeUpstream upstream, GatewayHost host, TestCertificates servers, TempFolder folder)
    {
        (Upstream, Host, Servers, Folder) = (upstream, host, servers, folder);
    }

    public FakeUpstream Upstream { get; }

    public GatewayHost Host { get; }

    public TempFolder Folder { get; }

    private TestCertificates Servers { get; }

    /// <summary>Starts it.</summary>
    /// <param name="clients">The authority of client certificates.</param>
    /// <param name="lists">Revocation lists, PEM.</param>
    /// <param name="change">Changes the settings.</param>
    public static async Task<CertificateGateway> StartAsync(
        TestCertificates clients, string[]? lists = null, Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var folder = new TempFolder();
        var servers = new TestCertificates("servers");
        var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200, "{}"));
        using var server = servers.Server(Guarded, Free, "localhost");
        var (certificate, key) = server.WritePem(folder, "server");
        string[] files = [.. (lists ?? []).Index().Select(entry => folder.Write($"list{entry.Index}.pem", entry.Item))];
        var settings = GatewaySettings.For(upstream.Address)
            .Environment("free", Free)
            .Set("Gateway:Environments:guarded", new { Hosts = new[] { Guarded }, SecurityPolicy = "guarded" })
            .Set("Gateway:Repositories:npm", new { Format = "npm", Path = "/npm", Upstreams = new[] { "main" } })
            .Set("Gateway:SecurityPolicies:guarded", new
            {
                ClientCertificates = new
                {
                    TrustedRoots = new[] { clients.WriteRoot(folder, "clients") },
                    Revocation = files.Length > 0 ? "Offline" : "None",
                    RevocationLists = files,
                },
                Roles = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["ci"] = new
                    {
                        Certificates = new[] { "CN=ci-*", "DNS=*.ci.example", "URI=spiffe://corp/ci/*" },
                        Grants = new[] { Grant(["npm"], ["*"], "read") },
                    },
                },
            })
            .Set("Gateway:Certificates", new[] { new { Path = certificate, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0");
        var host = await GatewayHost.StartAsync((change?.Invoke(settings) ?? settings).ToString());
        return new CertificateGateway(upstream, host, servers, folder);
    }

    /// <summary>A request to the guarded environment.</summary>
    public Task<RawResponse> SendAsync(TestCertificate? client, string method, string target, params string[] lines) =>
        RawHttpClient.ExchangeAsync(
            Host.Address,
            RawRequest.Of(method, target, Guarded, lines),
            new RawTlsOptions { ServerName = Guarded, TrustedRoot = Servers.Root, ClientCertificate = client?.Certificate });

    public Task<RawResponse> AskAsync(
        TestCertificate? client, string host = Guarded, SslProtocols versions = SslProtocols.None, params string[] lines) =>
        RawHttpClient.ExchangeAsync(
            Host.Address,
            RawRequest.Of("GET", "/npm/left-pad", host, lines),
            new RawTlsOptions
            {
                ServerName = host,
                TrustedRoot = Servers.Root,
                ClientCertificate = client?.Certificate,
                ClientIntermediates = client?.Intermediates ?? [],
                Versions = versions,
            });

    /// <summary>Writes the root that its server certificates come from.</summary>
    public string WriteServerRoot() => Servers.WriteRoot(Folder, "servers-root");

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
        Servers.Dispose();
        Folder.Dispose();
    }
}
