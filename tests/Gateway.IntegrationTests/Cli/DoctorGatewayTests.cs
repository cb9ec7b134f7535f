using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.TestKit.Upstream;

namespace Gateway.IntegrationTests.Cli;

/// <summary>The doctor at a real gateway, and behind it.</summary>
public sealed class DoctorGatewayTests(OneUpstream served) : IClassFixture<OneUpstream>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GatewayServes_Examined_TellsEnvironmentAndCache()
    {
        var visit = await DoctorVisit.ToAsync(new Uri(served.Gateway.Address, "/files/x"));

        visit.MustFind("good", "through-gateway", ["environment dev", "gateway; fwd="]);
        Assert.Equal(0, visit.Status);
    }

    [Fact]
    public async Task NoRepositoryThere_Examined_ExplainsTheGatewaysCode() =>
        (await DoctorVisit.ToAsync(new Uri(served.Gateway.Address, "/nowhere"))).MustFind("unknown-repository", "gateway routes");

    [Fact]
    public async Task UpstreamsBroken_ExaminedWithConfiguration_EachIsDiagnosed()
    {
        using var port = new PortReservation();
        using var authority = new TestCertificates();
        using var expired = authority.Expired("localhost");
        await using var tls = await FakeUpstream.StartAsync(new FakeUpstreamOptions { Certificate = expired });
        await using var locked = await FakeUpstream.StartAsync();
        locked.Otherwise(Reply.With(401, ""));
        var file = _folder.Write("gateway.json", GatewaySettings.For(
                new Uri($"http://127.0.0.1:{port.EndPoint.Port}/"),
                new Uri($"https://localhost:{tls.Address.Port}/"),
                locked.Address)
            .Set("Gateway:Upstreams:main:Tls:TrustedRoots", new[] { authority.WriteRoot(_folder) })
            .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretFile = _folder.Write("secret", "hidden-secret\n") })
            .Set("Gateway:Repositories:other", new { Path = "/other", Upstreams = new[] { "elsewhere" } })
            .Set("ReverseProxy:Clusters:elsewhere:Destinations:d1:Address", "http://127.0.0.1:1/")
            .ToString());

        var visit = await DoctorVisit.ToAsync(new Uri(served.Gateway.Address, "/files/x"), ["--config", file]);

        visit.MustFind("port-refused");
        visit.MustFind("certificate-expired");
        visit.MustFind("unauthorized", "Gateway:Upstreams:ID:Authorization");
        Assert.Equal("Bearer hidden-secret", Assert.Single(locked.Requests).Value("Authorization"));
        Assert.DoesNotContain("hidden-secret", visit.ToString(), StringComparison.Ordinal);
        Assert.All(visit.Report["upstreams"]!.AsArray(), one => Assert.Equal("main", (string)one!["upstream"]!));
    }

    [Fact]
    public async Task SecretFileIsAbsent_ExaminedWithConfiguration_SaysSo()
    {
        var file = _folder.Write("gateway.json", GatewaySettings.For(served.Upstream.Address)
            .Set("Gateway:Upstreams:main:Authorization", new { Scheme = "Bearer", SecretFile = _folder["absent"] }).ToString());

        (await DoctorVisit.ToAsync(new Uri(served.Gateway.Address, "/files/x"), ["--config", file]))
            .MustFind("upstream-settings", "There is no file");
    }

    [Fact]
    public async Task Text_Printed_SaysWhatAndWhatToDo()
    {
        using var port = new PortReservation();

        var run = await CommandRun.OfAsync("doctor", $"http://127.0.0.1:{port.EndPoint.Port}/");

        Assert.Equal(1, run.Status);
        Assert.Contains("XX port", run.Output, StringComparison.Ordinal);
        Assert.Contains("[port-refused]", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 fault(s)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Theory]
    [InlineData(2, "not an http or https URL", "ftp://x.example/")]
    [InlineData(2, "not an http or https URL", "http://")]
    [InlineData(2, "URL")]
    [InlineData(1, "There is no file", "http://127.0.0.1:1/", "--ca", "/nonexistent/ca.pem")]
    [InlineData(1, "'gateway check' names them", "http://127.0.0.1:1/", "--config", "/nonexistent/gateway.json")]
    public async Task WrongUsage_Doctor_IsTold(int status, string expected, params string[] args) =>
        (await CommandRun.OfAsync(["doctor", .. args])).MustFail(status, expected);
}
