using System.Text.Json;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Security.Certificates;

/// <summary>What is wrong with server certificates is told in the log, by the admin listener and as a metric.</summary>
public sealed class CertificateWarningTests : IDisposable
{
    private readonly TestCertificates _root = new("Root");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EndsSoonWithoutIntermediateForOtherNames_Started_IsToldEverywhere()
    {
        var (path, key) = WriteFaulty();
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(GatewaySettings.For(upstream.Address)
            .Environment("prod", "modules.example")
            .Set("Gateway:Certificates", new[] { new { Path = path, KeyPath = key } })
            .Set("Urls", "https://127.0.0.1:0")
            .ToString());

        var log = string.Join('\n', gateway.Log.Entries.Select(entry => entry.Message));
        using var certificates = await GetAsync(gateway, "api/certificates");
        using var environments = await GetAsync(gateway, "api/environments");
        var told = string.Join(
            '\n', certificates.RootElement[0].GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        foreach (var warning in new[]
        {
            "The certificate 'CN=short' expires on",
            "in 10 days; renew it",
            "The issuer 'CN=Issuing CA' of 'CN=short' is neither in the file nor a root",
            "is also for old.example, which no environment has",
        })
        {
            Assert.Contains(warning, log, StringComparison.Ordinal);
            Assert.Contains(warning, told, StringComparison.Ordinal);
        }

        Assert.Contains("No certificate is for 'modules.example'", log, StringComparison.Ordinal);
        var prod = environments.RootElement.GetProperty("environments").EnumerateArray()
            .Single(environment => environment.GetProperty("name").GetString() == "prod");
        Assert.StartsWith("No certificate is for 'modules.example'", prod.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(gateway.Admin!, "metrics"), TestContext.Current.CancellationToken);
        Assert.Matches(@"gateway_certificate_expiry_seconds\{[^}]*subject=""CN=short""[^}]*\} 9\d{5}", metrics);
    }

    private (string Certificate, string Key) WriteFaulty()
    {
        using var authority = _root.Intermediate("Issuing CA");
        using var certificate = authority.Issue(new TestCertificateOptions
        {
            CommonName = "short",
            DnsNames = ["localhost", "old.example"],
            ValidTo = TimeSpan.FromDays(10.5),
        });
        return (certificate with { Intermediates = [] }).WritePem(_folder, "server");
    }

    private static async Task<JsonDocument> GetAsync(GatewayHost gateway, string path)
    {
        using var client = new HttpClient();
        return JsonDocument.Parse(await client.GetStringAsync(
            new Uri(gateway.Admin!, path), TestContext.Current.CancellationToken));
    }
}
