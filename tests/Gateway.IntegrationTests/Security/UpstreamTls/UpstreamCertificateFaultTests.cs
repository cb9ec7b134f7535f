using System.Globalization;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;

namespace Gateway.IntegrationTests.Security.UpstreamTls;

/// <summary>What may be wrong with an upstream's certificate: each with its own code, and the sentence that a person reads.</summary>
public sealed class UpstreamCertificateFaultTests : IDisposable
{
    private const string Issuers = "http://ca.example/issuer.cer";

    private readonly TestCertificates _authority = new("Internal CA");
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Fault, code, sentence. <c>{from}</c> and <c>{to}</c> stand for the certificate's own dates.</summary>
    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "expired", "upstream-certificate-expired", "The certificate of main expired on {to}; let the upstream renew it." },
        {
            "not yet valid", "upstream-certificate-not-yet-valid",
            "The certificate of main is not valid before {from}; check the clocks, or wait."
        },
        {
            "wrong name", "upstream-certificate-name",
            "The certificate of main is for other.example, 127.0.0.2, not for the name it was asked by; ask by one of them, in the "
            + "destination's address or as Tls:ServerName."
        },
        {
            "wrong usage", "upstream-certificate-usage",
            "The certificate of main is not for servers (its extended key usage lacks serverAuth); let the upstream show one that is."
        },
        {
            "missing intermediate", "upstream-certificate-incomplete",
            "The certificate of main was issued by 'CN=Issuing CA', an intermediate that did not come along; let the upstream send its "
            + "intermediate along."
        },
        {
            "unknown authority", "upstream-certificate-untrusted",
            "The certificate of main was issued by 'CN=Stranger', which is no trusted root; name its root under Tls:TrustedRoots if it is "
            + "to be trusted, or let the upstream send its intermediate along."
        },
        {
            "unknown authority of the system's roots", "upstream-certificate-untrusted",
            "The certificate of main was issued by 'CN=Internal CA', which is no trusted root; name its root under Tls:TrustedRoots if it "
            + "is to be trusted, or let the upstream send its intermediate along."
        },
        {
            "unknown root above an intermediate", "upstream-certificate-untrusted",
            "The certificate of main leads to 'CN=Stranger', which is no trusted root; name its root under Tls:TrustedRoots if it is to be "
            + "trusted."
        },
        {
            "self-signed", "upstream-certificate-untrusted",
            "The certificate of main was issued by 'CN=Stranger', which is no trusted root but itself; name its root under "
            + "Tls:TrustedRoots if it is to be trusted."
        },
        {
            "same name as the root, other key", "upstream-certificate-untrusted",
            "The certificate of main was issued by 'CN=Internal CA', whose signature on it does not hold; name its root under "
            + "Tls:TrustedRoots if it is to be trusted."
        },
        {
            "revoked by a list", "upstream-certificate-revoked",
            "The certificate of main was revoked by its issuer; let the upstream show a new one."
        },
        {
            "revoked by OCSP", "upstream-certificate-revoked",
            "The certificate of main was revoked by its issuer; let the upstream show a new one."
        },
        {
            "nobody to ask", "upstream-revocation-unknown",
            "The certificate of main cannot be asked about at its issuer, which does not answer in time; try again later."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FaultyCertificate_Shown_IsRefusedWithItsCodeAndSentence(string fault, string code, string sentence)
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        using var certificate = Faulty(fault, responder);
        var roots = fault == "unknown authority of the system's roots" ? null : _authority.WriteRoot(_folder);
        await using var secure = await SecureUpstream.StartAsync(certificate, roots, settings => Configure(settings, fault, certificate));

        var response = await secure.AskAsync();

        var expected = sentence
            .Replace("{from}", Day(certificate.Certificate.NotBefore), StringComparison.Ordinal)
            .Replace("{to}", Day(certificate.Certificate.NotAfter), StringComparison.Ordinal);
        Assert.Equal((502, code), (response.Status, response.Value("X-Gateway-Error")));
        using var problem = System.Text.Json.JsonDocument.Parse(response.Text);
        Assert.Equal(expected, problem.RootElement.GetProperty("detail").GetString());
        Assert.Empty(secure.Upstream.Requests);
    }

    [Theory]
    [InlineData("Offline")]
    [InlineData("Online")]
    public async Task GoodCertificate_AskedAbout_IsAccepted(string revocation)
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        using var certificate = _authority.Issue(new TestCertificateOptions { OcspAddress = responder.OcspAddress });
        await using var secure = await SecureUpstream.StartAsync(certificate, _authority.WriteRoot(_folder), settings =>
        {
            settings.Set("Gateway:Upstreams:main:Tls:Revocation", revocation);
            return revocation == "Online" ? settings : settings.Set(
                "Gateway:Upstreams:main:Tls:RevocationLists",
                new[] { _folder.Write("list.pem", _authority.RevocationListPem(TimeSpan.FromDays(1))) });
        });

        Assert.Equal(200, (await secure.AskAsync()).Status);
        Assert.Equal(revocation == "Online", responder.Questions > 0);
    }

    private static string Day(DateTime date) => date.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private GatewaySettings Configure(GatewaySettings settings, string fault, TestCertificate certificate)
    {
        const string Tls = "Gateway:Upstreams:main:Tls";
        return fault switch
        {
            "revoked by a list" => settings
                .Set($"{Tls}:Revocation", "Offline")
                .Set($"{Tls}:RevocationLists", new[]
                {
                    _folder.Write("list.pem", _authority.RevocationListPem(TimeSpan.FromDays(1), certificate)),
                }),
            "revoked by OCSP" or "nobody to ask" => settings.Set($"{Tls}:Revocation", "Online"),
            _ => settings,
        };
    }

    private TestCertificate Faulty(string fault, RevocationResponder responder)
    {
        switch (fault)
        {
            case "expired":
                return _authority.Expired("registry.example");
            case "not yet valid":
                return _authority.NotYetValid("registry.example");
            case "wrong name":
                return _authority.Issue(new TestCertificateOptions { DnsNames = ["other.example"], IpAddresses = ["127.0.0.2"] });
            case "wrong usage":
                return _authority.Issue(new TestCertificateOptions { Purpose = TestCertificatePurpose.Client });
            case "missing intermediate":
                using (var intermediate = _authority.Intermediate("Issuing CA"))
                {
                    return intermediate.Issue(new TestCertificateOptions { IssuerAddress = new Uri(Issuers) }) with { Intermediates = [] };
                }

            case "unknown authority of the system's roots" or "revoked by a list":
                return _authority.Server("registry.example");
            case "revoked by OCSP":
                var revoked = _authority.Issue(new TestCertificateOptions { OcspAddress = responder.OcspAddress });
                responder.Revoke(revoked);
                return revoked;
            case "nobody to ask":
                responder.Hangs = true;
                return _authority.Issue(new TestCertificateOptions { OcspAddress = responder.OcspAddress });
            default:
                return OfAStranger(fault);
        }
    }

    private static TestCertificate OfAStranger(string fault)
    {
        using var stranger = new TestCertificates(fault == "same name as the root, other key" ? "Internal CA" : "Stranger");
        switch (fault)
        {
            case "unknown root above an intermediate":
                using (var intermediate = stranger.Intermediate("Issuing CA"))
                {
                    return intermediate.Server("registry.example");
                }

            case "self-signed":
                return TestCertificates.SelfSigned(new TestCertificateOptions { CommonName = "Stranger" });
            default:
                return stranger.Server("registry.example");
        }
    }
}
