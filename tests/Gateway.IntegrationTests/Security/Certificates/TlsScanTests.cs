using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Tools;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Certificates;

/// <summary>What a scanner of TLS servers finds: versions, suites, forward secrecy, the certificate, known attacks.</summary>
public sealed class TlsScanTests : IDisposable
{
    private static readonly string[] AboveLow = ["MEDIUM", "HIGH", "CRITICAL", "FATAL"];

    private readonly TestCertificates _root = new("Root");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Scanned_ByTestssl_NothingIsFoundAboveLow()
    {
        var scanner = RequiredTool.Find("testssl", "apt-get install testssl.sh");
        using var authority = _root.Intermediate("Issuing CA");
        await using var responder = await RevocationResponder.StartAsync(authority);
        await using var upstream = await FakeUpstream.StartAsync();
        using var certificate = authority.Issue(new TestCertificateOptions
        {
            OcspAddress = responder.OcspAddress,

            // The scanner calls less than 60 days an end that is near, and more than 398 a life that is too long.
            ValidTo = TimeSpan.FromDays(180),
        });
        var (path, key) = certificate.WritePem(_folder, "server");
        await File.AppendAllTextAsync(path, _root.RootPem, TestContext.Current.CancellationToken);
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString());

        var scan = await ToolProcess.RunAsync(new ToolCommand(
            scanner,
            "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1", "--add-ca", _root.WriteRoot(_folder),
            "--jsonfile", _folder["scan.json"],
            "--protocols", "--std", "--fs", "--server-preference", "--server-defaults", "--vulnerable",
            $"localhost:{gateway.Address.Port}")
        {
            WorkingFolder = _folder.Path,
        });

        var findings = await FindingsAsync();
        Assert.True(findings.Exists(finding => finding is { Id: "TLS1_3", Severity: "OK" }), scan.Transcript);
        Assert.True(findings.Exists(finding => finding is { Id: "TLS1_2", Severity: "OK" }), scan.Transcript);
        Assert.DoesNotContain(findings, finding => AboveLow.Contains(finding.Severity, StringComparer.Ordinal));
    }

    private async Task<List<(string Id, string Severity, string Text)>> FindingsAsync()
    {
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["scan.json"], TestContext.Current.CancellationToken));
        return
        [
            .. report.RootElement.EnumerateArray().Select(finding => (
                finding.GetProperty("id").GetString()!,
                finding.GetProperty("severity").GetString()!,
                finding.GetProperty("finding").GetString()!)),
        ];
    }
}
