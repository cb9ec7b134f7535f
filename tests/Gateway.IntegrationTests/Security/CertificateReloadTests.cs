using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security;

/// <summary>Certificates replaced on disk while the gateway serves.</summary>
public sealed class CertificateReloadTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CertificateAndKeyReplacedOneAfterTheOther_Connected_NoHandshakeFailsAndTheNewOneIsShown()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Otherwise(Reply.With(200));
        using var old = _authority.Server("localhost");
        using var renewed = _authority.Server("localhost");
        await using var gateway = await StartAsync(upstream, old);
        Assert.Equal(old.Certificate.SerialNumber, await ShownAsync(gateway));

        _folder.Write("server.pem", renewed.ChainPem);
        await gateway.Log.WaitForAsync(entry => entry.EventId.Id == 1920, "the key that does not match yet is reported");
        Assert.Equal(old.Certificate.SerialNumber, await ShownAsync(gateway));
        Assert.Contains("does not match", await FaultAsync(gateway), StringComparison.Ordinal);

        _folder.Write("server.key", renewed.KeyPem);
        await Poll.UntilAsync(
            async () => await ShownAsync(gateway) == renewed.Certificate.SerialNumber,
            TimeSpan.FromSeconds(5),
            "the new certificate is shown");
        Assert.Null(await FaultAsync(gateway));
    }

    [Fact]
    public async Task FileReplacedByGarbage_Connected_TheOldCertificateIsStillShown()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var old = _authority.Server("localhost");
        await using var gateway = await StartAsync(upstream, old);

        _folder.Write("server.pem", "no certificate at all");
        await gateway.Log.WaitForAsync(entry => entry.EventId.Id == 1920);

        Assert.Equal(old.Certificate.SerialNumber, await ShownAsync(gateway));
    }

    [Fact]
    public async Task OtherCertificateAndThenNoneIsConfigured_Reloaded_TheOtherIsShown()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var old = _authority.Server("localhost");
        using var other = _authority.Server("localhost");
        await using var gateway = await StartAsync(upstream, old);

        await gateway.ReconfigureAsync(Settings(upstream, other, "other"));
        await Poll.UntilAsync(
            async () => await ShownAsync(gateway) == other.Certificate.SerialNumber,
            TimeSpan.FromSeconds(5),
            "the other certificate is shown");

        await gateway.ReconfigureAsync(GatewaySettings.For(upstream.Address).Set("Urls", "https://127.0.0.1:0").ToString());
        await gateway.Log.WaitForAsync(
            entry => entry is { EventId.Id: 1201 } && $"{entry["Faults"]}".Contains("no certificate to show", StringComparison.Ordinal));
        Assert.Equal(other.Certificate.SerialNumber, await ShownAsync(gateway));
    }

    private Task<GatewayHost> StartAsync(FakeUpstream upstream, TestCertificate certificate) =>
        GatewayHost.StartAsync(Settings(upstream, certificate, "server"));

    private string Settings(FakeUpstream upstream, TestCertificate certificate, string name)
    {
        var (path, key) = certificate.WritePem(_folder, name);
        return GatewaySettings.For(upstream.Address)
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString();
    }

    private async Task<string> ShownAsync(GatewayHost gateway)
    {
        await using var client = await RawHttpClient.ConnectAsync(gateway.Address, new RawTlsOptions { TrustedRoot = _authority.Root });
        return ((X509Certificate2)client.ServerCertificate!).SerialNumber;
    }

    private static async Task<string?> FaultAsync(GatewayHost gateway)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(gateway.Admin!, "api/certificates"), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement[0].GetProperty("fault").GetString();
    }
}
