using System.Diagnostics;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Certificates;

/// <summary>The issuer's word in the handshake, seen by OpenSSL's own client.</summary>
public sealed class OcspStaplingTests : IDisposable
{
    private readonly TestCertificates _root = new("Root");
    private readonly TestCertificates _authority;
    private readonly TempFolder _folder = new();

    public OcspStaplingTests() => _authority = _root.Intermediate("Issuing CA");

    public void Dispose()
    {
        _authority.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("-tls1_2", false)]
    [InlineData("-tls1_3", false)]
    [InlineData("-tls1_3", true)]
    public async Task CertificateThatNamesAResponder_Connecting_TheAnswerIsStapled(string version, bool mustStaple)
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, responder, mustStaple);

        await Poll.UntilAsync(
            async () => (await ConnectAsync(gateway, version)).Contains("OCSP Response Status: successful", StringComparison.Ordinal),
            Poll.Patience,
            "the answer is stapled");

        var output = await ConnectAsync(gateway, version);
        Assert.Contains("Cert Status: good", output, StringComparison.Ordinal);
        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponderThatNeverAnswers_Starting_NeitherTheStartNorAHandshakeWaits()
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        responder.Hangs = true;
        await using var upstream = await FakeUpstream.StartAsync();
        var watch = Stopwatch.StartNew();
        await using var gateway = await StartAsync(upstream, responder, mustStaple: false);

        await using var client = await RawHttpClient.ConnectAsync(gateway.Address, new RawTlsOptions { TrustedRoot = _root.Root });

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Poll.UntilAsync(() => responder.Questions > 0, "the responder was asked");
        Assert.Contains("OCSP response: no response sent", await ConnectAsync(gateway, "-tls1_3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MustStapleWithoutItsRoot_Starting_IsWarnedOf()
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, responder, mustStaple: true, withRoot: false);

        Assert.Contains(
            gateway.Log.Entries,
            entry => entry.Message.Contains("demands OCSP stapling (must-staple, RFC 7633)", StringComparison.Ordinal));
        Assert.Equal(0, responder.Questions);
    }

    private async Task<GatewayHost> StartAsync(
        FakeUpstream upstream, RevocationResponder responder, bool mustStaple, bool withRoot = true)
    {
        using var certificate = _authority.Issue(
            new TestCertificateOptions { OcspAddress = responder.OcspAddress, MustStaple = mustStaple });
        var (path, key) = certificate.WritePem(_folder, "server");
        if (withRoot)
        {
            await File.AppendAllTextAsync(path, _root.RootPem, TestContext.Current.CancellationToken);
        }

        return await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString());
    }

    private async Task<string> ConnectAsync(GatewayHost gateway, string version)
    {
        var result = await ToolProcess.RunAsync(new ToolCommand(
            RequiredTool.Find("openssl", "apt-get install openssl"),
            "s_client", "-connect", $"127.0.0.1:{gateway.Address.Port}", "-servername", "localhost", version, "-status",
            "-CAfile", _root.WriteRoot(_folder))
        {
            WorkingFolder = _folder.Path,
        });
        return result.Output;
    }
}
