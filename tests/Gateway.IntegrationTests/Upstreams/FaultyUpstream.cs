using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Security.Attacks;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Upstreams;

/// <summary>An upstream with one fault, on a real socket, and what the gateway is told of it.</summary>
internal sealed partial class FaultyUpstream : IAsyncDisposable
{
    private const string Resilience = "Gateway:Upstreams:main:Resilience";
    private const string Tls = "Gateway:Upstreams:main:Tls";
    private const string Name = "registry.example";

    private readonly TestCertificates _authority = new("Internal CA");
    private readonly TestCertificates _stranger = new("Stranger");
    private readonly TempFolder _folder = new();
    private readonly List<IAsyncDisposable> _peers = [];

    private FaultyUpstream()
    {
    }

    /// <summary>The gateway's settings.</summary>
    public GatewaySettings Settings { get; private set; } = new();

    public static async Task<FaultyUpstream> StartAsync(string fault)
    {
        var upstream = new FaultyUpstream();
        upstream.Settings = (await upstream.BeginAsync(fault)).Set($"{Resilience}:Attempts", 1);
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        _authority.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    private async Task<GatewaySettings> BeginAsync(string fault) => fault switch
    {
        "name does not resolve" => GatewaySettings.For(new Uri("http://nowhere.invalid/")),
        "takes no connection" => await RefusingAsync(),
        "resets before the head" => await HttpAsync(Fault.ResetBeforeResponse),
        "closes before the head" => await BytesAsync(""),
        "resets within the body" => await HttpAsync(Fault.ResetMidBody(new byte[100], 200, ("Cache-Control", "no-store"))),
        "closes within the body" => await BytesAsync("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 9\r\n\r\nhello"),
        "breaks its chunks" => await BytesAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
        "is no HTTP" => await BytesAsync("220 mail.example ESMTP\r\n"),
        "changes the protocol unasked" => await BytesAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
        "has no status" => await BytesAsync("HTTP/1.1 099 What\r\nContent-Length: 0\r\n\r\n"),
        "says two lengths" => await BytesAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        "has a head without end" => await BytesAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}\r\n\r\n"),
        "is silent" => (await HttpAsync(Fault.Hang(new Gate()))).Set($"{Resilience}:AttemptTimeout", "00:00:00.3"),
        "is silent for the total" => (await HttpAsync(Fault.Hang(new Gate()))).Set($"{Resilience}:TotalTimeout", "00:00:00.3"),
        "is silent within the body" => (await HttpAsync(Reply.InTwoParts(new byte[9], new Gate(), new byte[9], ("Cache-Control", "no-store"))))
            .Set($"{Resilience}:IdleTimeout", "00:00:00.3"),
        "does not answer connections" => (await FullAsync()).Set($"{Resilience}:ConnectTimeout", "00:00:00.3"),
        "speaks no TLS" => await PlainAsync(),
        "certificate expired" => await SecureAsync(_authority.Expired(Name)),
        "certificate not yet valid" => await SecureAsync(_authority.NotYetValid(Name)),
        "certificate of another name" => await SecureAsync(_authority.Issue(new TestCertificateOptions
        {
            DnsNames = ["other.example"],
            IpAddresses = [],
        })),
        "certificate untrusted" => await SecureAsync(_stranger.Server(Name)),
        "certificate not for servers" => await SecureAsync(_authority.Issue(new TestCertificateOptions
        {
            Purpose = TestCertificatePurpose.Client,
        })),
        "certificate without its intermediate" => await IncompleteAsync(),
        "certificate revoked" => await RevokedAsync(),
        "revocation cannot be asked" => await UnaskableAsync(),
        "wants a client certificate" => await DemandingAsync(shown: null),
        "refuses the client certificate" => await DemandingAsync(_stranger.Client("gateway")),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private async Task<GatewaySettings> HttpAsync(Microsoft.AspNetCore.Http.RequestDelegate answer)
    {
        var upstream = Keep(await FakeUpstream.StartAsync());
        upstream.Otherwise(answer);
        return GatewaySettings.For(upstream.Address);
    }

    private async Task<GatewaySettings> RefusingAsync()
    {
        var upstream = Keep(await FakeUpstream.StartAsync());
        await upstream.StopListeningAsync();
        return GatewaySettings.For(upstream.Address);
    }

    private async Task<GatewaySettings> BytesAsync(string answer) =>
        GatewaySettings.For(Keep(await UpstreamOfBytes.StartAsync(answer)).Address);

    private async Task<GatewaySettings> FullAsync() => GatewaySettings.For(Keep(await FullListener.StartAsync()).Address);

    private async Task<GatewaySettings> PlainAsync() =>
        GatewaySettings.For(new UriBuilder(Keep(await FakeUpstream.StartAsync()).Address) { Scheme = "https" }.Uri);

    private async Task<GatewaySettings> SecureAsync(TestCertificate shown)
    {
        var upstream = Keep(await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = shown }));
        upstream.Otherwise(Reply.With(200));
        return GatewaySettings.For(upstream.Address).Set($"{Tls}:TrustedRoots", new[] { _authority.WriteRoot(_folder) });
    }

    private async Task<GatewaySettings> IncompleteAsync()
    {
        using var intermediate = _authority.Intermediate("Issuing CA");
        return await SecureAsync(intermediate.Issue(new TestCertificateOptions
        {
            IssuerAddress = new Uri("http://ca.example/issuer.cer"),
        }) with
        {
            Intermediates = [],
        });
    }

    private async Task<GatewaySettings> RevokedAsync()
    {
        var revoked = _authority.Server(Name);
        var list = _folder.Write("list.pem", _authority.RevocationListPem(TimeSpan.FromDays(1), revoked));
        return (await SecureAsync(revoked)).Set($"{Tls}:Revocation", "Offline").Set($"{Tls}:RevocationLists", new[] { list });
    }

    private async Task<GatewaySettings> UnaskableAsync()
    {
        var responder = Keep(await RevocationResponder.StartAsync(_authority));
        responder.Hangs = true;
        return (await SecureAsync(_authority.Issue(new TestCertificateOptions { OcspAddress = responder.OcspAddress })))
            .Set($"{Tls}:Revocation", "Online");
    }

    // OpenSSL's own server: it says what it wants in a TLS alert, as most servers do.
    private async Task<GatewaySettings> DemandingAsync(TestCertificate? shown)
    {
        using var certificate = _authority.Server(Name);
        var (path, key) = certificate.WritePem(_folder, "server");
        var root = _authority.WriteRoot(_folder);
        var server = Keep(ToolProcess.Start(new ToolCommand(
            RequiredTool.Find("openssl", "apt-get install openssl"),
            "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", path, "-key", key, "-CAfile", root, "-Verify", "3",
            "-verify_return_error")
        {
            WorkingFolder = _folder.Path,
        }));
        await Poll.UntilAsync(() => Accepting().IsMatch(server.Output), "OpenSSL's server listens");
        var port = int.Parse(Accepting().Match(server.Output).Groups["port"].Value, CultureInfo.InvariantCulture);
        var settings = GatewaySettings.For(new UriBuilder("https", "127.0.0.1", port).Uri).Set($"{Tls}:TrustedRoots", new[] { root });
        return shown is null
            ? settings
            : settings.Set($"{Tls}:ClientCertificate", _folder.Write("gateway.pem", shown.ChainPem + shown.KeyPem));
    }

    private T Keep<T>(T peer)
        where T : IAsyncDisposable
    {
        _peers.Add(peer);
        return peer;
    }

    [GeneratedRegex(@"ACCEPT [^\n]*:(?<port>\d+)\r?\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Accepting();
}
