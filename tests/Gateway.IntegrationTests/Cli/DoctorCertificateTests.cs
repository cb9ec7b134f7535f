using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>Servers whose certificate is wrong, each in one way.</summary>
public sealed class DoctorCertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Expired_Examined_SaysSince()
    {
        var visit = await VisitAsync(_authority.Expired("localhost"));

        visit.MustFind("certificate-expired", "expired on ", "Renew it");
        Assert.Equal("certificate-expired", visit.Troubles);
    }

    [Fact]
    public async Task NotYetValid_Examined_SaysFromWhen() =>
        (await VisitAsync(_authority.NotYetValid("localhost"))).MustFind("certificate-not-yet-valid", "is not valid before ");

    [Fact]
    public async Task ForAnotherName_Examined_NamesBoth()
    {
        var visit = await VisitAsync(_authority.Server("other.example.com", "another.example.com"));

        visit.MustFind("certificate-name", "other.example.com, another.example.com", "not for localhost");
        Assert.Equal("certificate-name", visit.Troubles);
    }

    [Fact]
    public async Task ForClientsOnly_Examined_SaysWhatItIsFor()
    {
        var visit = await VisitAsync(_authority.Issue(new TestCertificateOptions { Purpose = TestCertificatePurpose.Client }));

        visit.MustFind("certificate-unsuitable", "'CN=localhost' cannot be used here", "not made for servers, but for clients");
        Assert.Equal("certificate-unsuitable", visit.Troubles);
    }

    [Fact]
    public async Task OnlyACommonName_Examined_TellsThatGoDoesNotTakeIt()
    {
        var visit = await VisitAsync(_authority.Issue(new TestCertificateOptions { DnsNames = [], IpAddresses = [] }));

        visit.MustFind("warning", "certificate-common-name", ["localhost is only the common name", "go and browsers do not"]);
    }

    [Fact]
    public async Task IntermediateNotSent_Examined_NamesTheMissingIssuer()
    {
        using var intermediate = _authority.Intermediate("Corp issuing authority 7");
        using var leaf = intermediate.Server("localhost");

        var visit = await VisitAsync(leaf with { Intermediates = [] });

        visit.MustFind("certificate-missing-intermediate", "'CN=Corp issuing authority 7', is missing", "append it to the certificate "
            + "file");
        Assert.Equal("certificate-missing-intermediate", visit.Troubles);
    }

    [Fact]
    public async Task IntermediateSent_Examined_IsTrusted()
    {
        using var intermediate = _authority.Intermediate("Corp issuing authority 7");
        using var leaf = intermediate.Server("localhost");

        (await VisitAsync(leaf)).MustFind("good", "certificate-trusted", ["CN=localhost <- CN=Corp issuing authority 7 <- CN=Gateway "
            + "test root"]);
    }

    [Fact]
    public async Task RootUnknown_Examined_NamesItAndHowToTrustIt()
    {
        using var other = new TestCertificates("Somebody else's root");
        using var intermediate = other.Intermediate("Somebody else's issuer");
        using var leaf = intermediate.Server("localhost");
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = leaf });

        var withoutRoots = await DoctorVisit.ToAsync(new Uri($"https://localhost:{server.Address.Port}/"));

        withoutRoots.MustFind("certificate-untrusted", "Somebody else's root", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "--ca FILE");
    }

    [Fact]
    public async Task ManyThingsWrong_Examined_AllAreFoundInOneVisit()
    {
        using var other = new TestCertificates("Somebody else's root");

        var visit = await VisitAsync(other.Expired("other.example.com"));

        Assert.Equal("certificate-expired, certificate-name, certificate-missing-intermediate", visit.Troubles);
    }

    [Fact]
    public async Task MachinesClockIsAhead_Examined_SaysThatTheClocksDiffer()
    {
        var clock = new ManualClock();
        clock.Advance(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(400) - clock.GetUtcNow());
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = _authority.Server("localhost") });
        server.Otherwise(Reply.With(200));

        var visit = await DoctorVisit.ToAsync(
            new Uri($"https://localhost:{server.Address.Port}/"), ["--ca", _authority.WriteRoot(_folder)], time: clock);

        visit.MustFind("certificate-expired");
        visit.MustFind("clock-wrong", "400d apart", "timedatectl");
        Assert.All(server.Requests, request => Assert.Null(request.Value("Authorization")));
    }

    [Fact]
    public async Task CertificateFaulty_TokenGiven_IsNotSent()
    {
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = _authority.Expired("localhost") });
        server.Otherwise(Reply.With(200));

        await DoctorVisit.ToAsync(
            new Uri($"https://localhost:{server.Address.Port}/"),
            ["--ca", _authority.WriteRoot(_folder), "--token-file", _folder.Write("token", "secret-token")]);

        Assert.All(server.Requests, request => Assert.Null(request.Value("Authorization")));
    }

    private async Task<DoctorVisit> VisitAsync(TestCertificate certificate)
    {
        await using var server = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = certificate });
        server.Otherwise(Reply.With(200, "{}", ("Content-Type", "application/json")));
        return await DoctorVisit.ToAsync(
            new Uri($"https://localhost:{server.Address.Port}/"), ["--ca", _authority.WriteRoot(_folder)],
            variables: [("NODE_EXTRA_CA_CERTS", "x"), ("SSL_CERT_FILE", "x")]);
    }
}
