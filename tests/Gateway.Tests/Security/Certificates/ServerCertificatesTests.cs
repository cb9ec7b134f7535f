using Gateway.Configuration;
using Gateway.Security.Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Xunit;

namespace Gateway.Tests.Security.Certificates;

public sealed class ServerCertificatesTests : IDisposable
{
    private static readonly TestCertificates Issuer = new();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("example.com", "first")]
    [InlineData("EXAMPLE.com", "first")]
    [InlineData("example.com.", "first")]
    [InlineData("a.example.com", "wild")]
    [InlineData("a.b.example.com", "wild")]
    [InlineData("exact.example.com", "exact")]
    [InlineData("x.deep.example.com", "deep")]
    [InlineData("", "first")]
    [InlineData(null, "first")]
    public void ServerName_Choose_PrefersExactThenTheLongestSuffix(string? serverName, string expected)
    {
        var shown = Assert.IsType<CertificateChoice.Shown>(Certificates().Choose(serverName));

        Assert.Equal($"CN={expected}", shown.Certificate.Leaf.Subject);
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("badexample.com")]
    [InlineData("com")]
    public void NameOfNoCertificate_Choose_RefusesIt(string serverName)
    {
        var choice = Certificates().Choose(serverName);

        Assert.Equal(serverName, Assert.IsType<CertificateChoice.UnknownName>(choice).ServerName);
    }

    [Fact]
    public void HostsNotSaid_Load_TakesTheNamesOfTheCertificate()
    {
        using var certificate = Issuer.Server("one.example.com", "*.two.example.com");
        var (path, key) = certificate.WritePem(_folder, "both");

        var loaded = Assert.Single(ServerCertificates.Load([new CertificateOptions { Path = path, KeyPath = key }]).All);

        Assert.Equal("one.example.com *.two.example.com", string.Join(' ', loaded.Names));
    }

    private ServerCertificates Certificates() => ServerCertificates.Load(
    [
        Files("first", "example.com"),
        Files("wild", "*.example.com"),
        Files("deep", "*.deep.example.com"),
        Files("exact", "exact.example.com"),
    ]);

    private CertificateOptions Files(string name, params string[] hosts)
    {
        using var certificate = Issuer.Issue(new TestCertificateOptions { CommonName = name });
        var (path, key) = certificate.WritePem(_folder, name);
        return new CertificateOptions { Path = path, KeyPath = key, Hosts = [.. hosts] };
    }
}
