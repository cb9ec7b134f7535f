using System.Text.RegularExpressions;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.RawHttp;
using Gateway.TestKit.Tools;

namespace Gateway.IntegrationTests.Security.UpstreamTls;

/// <summary>An upstream that refuses what the gateway shows it: OpenSSL's own server, which says why in a TLS alert.</summary>
public sealed partial class ClientCertificateRefusalTests : IDisposable
{
    private readonly TestCertificates _authority = new("Internal CA");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>What the gateway shows, what it is answered with, and the sentence that a person reads.</summary>
    public static TheoryData<string, string, string> Rows
    {
        get
        {
            const string Required = "main demands a client certificate, and the gateway has none for it; name one under "
                + "Gateway:Upstreams:main:Tls:ClientCertificate.";
            const string Unknown = "main refuses the gateway's client certificate: its authority is not known there, or its file lacks the "
                + "intermediate that leads to it (TLS alert unknown_ca).";
            (string Shown, string Code, string Sentence)[] rows =
            [
                ("nothing", "upstream-client-certificate-required", Required),
                ("unknown authority", "upstream-client-certificate-refused", Unknown),
                ("missing intermediate", "upstream-client-certificate-refused", Unknown),
                (
                    "wrong usage", "upstream-client-certificate-refused",
                    "main refuses the gateway's client certificate: it must be for clients (extended key usage clientAuth) (TLS alert "
                    + "unsupported_certificate)."),
                (
                    "revoked", "upstream-client-certificate-refused",
                    "main refuses the gateway's client certificate: it was revoked by its issuer (TLS alert certificate_revoked)."),
            ];
            var data = new TheoryData<string, string, string>();
            foreach (var (shown, code, sentence) in rows)
            {
                data.Add(shown, code, sentence);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Tls12_CertificateRefused_IsToldWithItsReason(string shown, string code, string sentence) =>
        RefusedAsync("-tls1_2", shown, code, sentence);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Tls13_CertificateRefused_IsToldWithItsReason(string shown, string code, string sentence) =>
        RefusedAsync("-tls1_3", shown, code, sentence);

    private async Task RefusedAsync(string version, string shown, string code, string sentence)
    {
        using var certificate = Shown(shown);
        await using var server = Start(version, certificate);
        var port = await PortOfAsync(server);
        var settings = GatewaySettings.For(new Uri($"https://127.0.0.1:{port}/"))
            .Set("Gateway:SecurityPolicies:open:ShowDetails", false)
            .Set("Gateway:Upstreams:main:Tls:TrustedRoots", new[] { _authority.WriteRoot(_folder) });
        if (certificate is not null)
        {
            settings.Set(
                "Gateway:Upstreams:main:Tls:ClientCertificate", _folder.Write("gateway.pem", certificate.ChainPem + certificate.KeyPem));
        }

        await using var gateway = await GatewayHost.StartAsync(settings.ToString());

        var response = await RawHttpClient.ExchangeAsync(gateway.Address, RawRequest.Get("/files/x"));

        Assert.Equal((502, code), (response.Status, response.Value("X-Gateway-Error")));
        using var problem = System.Text.Json.JsonDocument.Parse(response.Text);
        Assert.Equal(sentence, problem.RootElement.GetProperty("detail").GetString());
    }

    private ToolProcess Start(string version, TestCertificate? revoked)
    {
        using var certificate = _authority.Server("registry.example");
        var (path, key) = certificate.WritePem(_folder, "server");
        var list = _folder.Write("list.pem", _authority.RevocationListPem(TimeSpan.FromDays(1), revoked is null ? [] : [revoked]));
        return ToolProcess.Start(new ToolCommand(
            RequiredTool.Find("openssl", "apt-get install openssl"),
            "s_server", "-accept", "127.0.0.1:0", version, "-www", "-cert", path, "-key", key, "-CAfile", _authority.WriteRoot(_folder),
            "-CRL", list, "-crl_check", "-Verify", "3", "-verify_return_error")
        {
            WorkingFolder = _folder.Path,
        });
    }

    private static async Task<string> PortOfAsync(ToolProcess server)
    {
        await Poll.UntilAsync(() => Accepting().IsMatch(server.Output), "OpenSSL's server listens");
        return Accepting().Match(server.Output).Groups["port"].Value;
    }

    private TestCertificate? Shown(string what)
    {
        switch (what)
        {
            case "nothing":
                return null;
            case "unknown authority":
                using (var stranger = new TestCertificates("Stranger"))
                {
                    return stranger.Client("gateway");
                }

            case "missing intermediate":
                using (var intermediate = _authority.Intermediate("Issuing CA"))
                {
                    return intermediate.Client("gateway") with { Intermediates = [] };
                }

            case "wrong usage":
                return _authority.Issue(new TestCertificateOptions { CommonName = "gateway" });
            default:
                return _authority.Client("gateway");
        }
    }

    [GeneratedRegex(@"ACCEPT [^\n]*:(?<port>\d+)\r?\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Accepting();
}
