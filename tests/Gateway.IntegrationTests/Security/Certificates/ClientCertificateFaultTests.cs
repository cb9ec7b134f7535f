using System.Diagnostics;
using System.Globalization;
using Gateway.TestKit.Certificates;

namespace Gateway.IntegrationTests.Security.Certificates;

/// <summary>What may be wrong with a client's certificate, and the sentence that a person reads.</summary>
public sealed class ClientCertificateFaultTests : IDisposable
{
    private static readonly TestCertificateOptions Client = new()
    {
        CommonName = "ci-build",
        DnsNames = [],
        IpAddresses = [],
        Purpose = TestCertificatePurpose.Client,
    };

    private readonly TestCertificates _authority = new("Corp client root");

    public void Dispose() => _authority.Dispose();

    /// <summary>Fault and sentence. <c>{from}</c> and <c>{to}</c> stand for the certificate's own dates.</summary>
    public static TheoryData<string, string> Faults { get; } = new()
    {
        { "expired", "expired on {to}; renew it." },
        { "not yet valid", "is not valid before {from}; check the clocks, or wait." },
        { "wrong usage", "is not for clients (its extended key usage lacks clientAuth); ask for one that is." },
        {
            "missing intermediate",
            "was issued by 'CN=Issuing CA', an intermediate that did not come along; let the client send its intermediate along."
        },
        {
            "missing intermediate that says nothing of its issuer",
            "was issued by 'CN=Issuing CA', which is no trusted root; use one from a trusted authority, or let the client send its "
            + "intermediate along."
        },
        {
            "unknown authority",
            "was issued by 'CN=Other root', which is no trusted root; use one from a trusted authority, or let the client send its "
            + "intermediate along."
        },
        { "self-signed", "was issued by 'CN=ci-build', which is no trusted root but itself; use one from a trusted authority." },
        {
            "same name as the root, other key",
            "was issued by 'CN=Corp client root', whose signature on it does not hold; use one from a trusted authority."
        },
        { "revoked by a list", "was revoked by its issuer; ask for a new one." },
        { "revoked by OCSP", "was revoked by its issuer; ask for a new one." },
        { "revoked by a list on the network", "was revoked by its issuer; ask for a new one." },
        { "nobody to ask", "cannot be asked about at its issuer, which does not answer in time; try again later." },
        {
            "names nobody to ask",
            "names neither a responder (OCSP) nor a revocation list to ask whether it was taken back; use one that does, or let an "
            + "operator configure its authority's list (Revocation: Offline)."
        },
        {
            "intermediate names nobody to ask",
            "leads to 'CN=Issuing CA', which names neither a responder (OCSP) nor a revocation list to ask whether it was taken back; use "
            + "one that does, or let an operator configure its authority's list (Revocation: Offline)."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FaultyCertificate_Presented_IsRefusedWithItsSentence(string fault, string sentence)
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        using var certificate = Faulty(fault, responder);
        await using var gateway = await StartAsync(fault, certificate);

        var response = await gateway.AskAsync(certificate);

        var expected = sentence
            .Replace("{from}", Day(certificate.Certificate.NotBefore), StringComparison.Ordinal)
            .Replace("{to}", Day(certificate.Certificate.NotAfter), StringComparison.Ordinal);
        Assert.Equal((403, "client-certificate-invalid"), (response.Status, response.Value("X-Gateway-Error")));
        using var problem = System.Text.Json.JsonDocument.Parse(response.Text);
        Assert.Equal($"The client certificate 'CN=ci-build' {expected}", problem.RootElement.GetProperty("detail").GetString());
        Assert.Empty(gateway.Upstream.Requests);
    }

    [Fact]
    public async Task GoodCertificate_AskedAboutOnline_IsServedAndAskedAboutOnce()
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        using var certificate = _authority.Issue(Client with { OcspAddress = responder.OcspAddress });
        await using var gateway = await StartAsync("Online", certificate);

        Assert.Equal(200, (await gateway.AskAsync(certificate)).Status);
        Assert.Equal(200, (await gateway.AskAsync(certificate)).Status);

        Assert.Equal(1, responder.Questions);
    }

    [Fact]
    public async Task IssuerThatNeverAnswers_ManyAskAtOnce_EachIsAnsweredInBoundedTime()
    {
        await using var responder = await RevocationResponder.StartAsync(_authority);
        responder.Hangs = true;
        using var certificate = _authority.Issue(Client with { OcspAddress = responder.OcspAddress });
        await using var gateway = await StartAsync("Online", certificate);
        var watch = Stopwatch.StartNew();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.AskAsync(certificate)));

        Assert.All(responses, response => Assert.Equal(403, response.Status));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(responder.Questions, 1, 2);
    }

    [Fact]
    public async Task CertificateOfAStranger_NamesAnAddress_NobodyAsksThere()
    {
        using var stranger = new TestCertificates("Other root");
        await using var responder = await RevocationResponder.StartAsync(stranger);
        using var certificate = stranger.Issue(Client with
        {
            OcspAddress = responder.OcspAddress,
            RevocationListAddress = responder.ListAddress,
            IssuerAddress = responder.ListAddress,
        });
        await using var gateway = await StartAsync("Online", certificate);

        Assert.Equal(403, (await gateway.AskAsync(certificate)).Status);

        Assert.Equal(0, responder.Questions);
    }

    private static string Day(DateTime date) => date.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<CertificateGateway> StartAsync(string fault, TestCertificate certificate)
    {
        var isOnline = fault is "Online" or "revoked by OCSP" or "revoked by a list on the network" or "nobody to ask"
            || fault.EndsWith("names nobody to ask", StringComparison.Ordinal);
        return CertificateGateway.StartAsync(
            _authority,
            fault == "revoked by a list" ? [_authority.RevocationListPem(TimeSpan.FromDays(1), certificate)] : null,
            settings => isOnline
                ? settings.Set("Gateway:SecurityPolicies:guarded:ClientCertificates:Revocation", "Online")
                : settings);
    }

    private TestCertificate Faulty(string fault, RevocationResponder responder)
    {
        switch (fault)
        {
            case "expired":
                return _authority.Issue(Client with { ValidFrom = TimeSpan.FromDays(-9), ValidTo = TimeSpan.FromDays(-1) });
            case "not yet valid":
                return _authority.Issue(Client with { ValidFrom = TimeSpan.FromDays(1) });
            case "wrong usage":
                return _authority.Issue(Client with { Purpose = TestCertificatePurpose.Server });
            case "missing intermediate" or "missing intermediate that says nothing of its issuer":
                using (var intermediate = _authority.Intermediate("Issuing CA"))
                {
                    var address = fault == "missing intermediate" ? new Uri("http://ca.example/issuer.cer") : null;
                    return intermediate.Issue(Client with { IssuerAddress = address }) with { Intermediates = [] };
                }

            case "self-signed":
                return TestCertificates.SelfSigned(Client);
            case "revoked by a list" or "names nobody to ask":
                return _authority.Issue(Client);
            case "intermediate names nobody to ask":
                using (var intermediate = _authority.Intermediate("Issuing CA"))
                {
                    return intermediate.Issue(Client with { RevocationListAddress = responder.ListAddress });
                }

            case "unknown authority" or "same name as the root, other key":
                using (var other = new TestCertificates(fault == "unknown authority" ? "Other root" : "Corp client root"))
                {
                    return other.Issue(Client);
                }

            default:
                return AskedAbout(fault, responder);
        }
    }

    private TestCertificate AskedAbout(string fault, RevocationResponder responder)
    {
        var certificate = _authority.Issue(fault == "revoked by a list on the network"
            ? Client with { RevocationListAddress = responder.ListAddress }
            : Client with { OcspAddress = responder.OcspAddress });
        responder.Hangs = fault == "nobody to ask";
        responder.Revoke(certificate);
        return certificate;
    }
}
