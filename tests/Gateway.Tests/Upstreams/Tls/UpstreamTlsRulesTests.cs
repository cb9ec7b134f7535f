using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Gateway.Upstreams.Tls;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Upstreams.Tls;

public sealed class UpstreamTlsRulesTests : IDisposable
{
    private static readonly TestCertificates Issuer = new();
    private static readonly UpstreamTlsRules Rules = new(TimeProvider.System);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_Absent_AreNamed()
    {
        var configuration = Configuration(new UpstreamTlsOptions
        {
            TrustedRoots = [_folder.Write("root.pem", Issuer.RootPem), _folder["absent.pem"]],
            ClientCertificate = _folder["none.pem"],
            Revocation = RevocationCheck.Offline,
            RevocationLists = [_folder.Write("list.pem", Issuer.RevocationListPem(TimeSpan.FromDays(1))), _folder["absent.crl"]],
        });

        Assert.Equal(
            "Gateway:Upstreams:npm:Tls:TrustedRoots:1 Gateway:Upstreams:npm:Tls:RevocationLists:1 "
            + "Gateway:Upstreams:npm:Tls:ClientCertificate",
            string.Join(' ', Rules.Check(configuration).Select(fault => fault.Path)));
    }

    [Fact]
    public void KeyOfTheClientCertificate_InAFileBesideIt_IsFound()
    {
        using var client = Issuer.Client("gateway");
        var (path, _) = client.WritePem(_folder, "tls");

        Assert.Empty(Rules.Check(Configuration(new UpstreamTlsOptions { ClientCertificate = path })));
        Assert.Empty(Rules.Warn(Configuration(new UpstreamTlsOptions { ClientCertificate = path })));
    }

    [Theory]
    [InlineData(-9, -1, "expired on")]
    [InlineData(1, 9, "is valid only from")]
    public void ClientCertificate_NotInDate_IsAFault(int from, int to, string expected)
    {
        var path = Client(new TestCertificateOptions
        {
            Purpose = TestCertificatePurpose.Client,
            ValidFrom = TimeSpan.FromDays(from),
            ValidTo = TimeSpan.FromDays(to),
        });

        var fault = Assert.Single(Rules.Check(Configuration(new UpstreamTlsOptions { ClientCertificate = path })));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20.5, true)]
    [InlineData(21.5, false)]
    public void ClientCertificate_EndsWithin21Days_IsWarnedOf(double days, bool isWarned)
    {
        var path = Client(new TestCertificateOptions { Purpose = TestCertificatePurpose.Client, ValidTo = TimeSpan.FromDays(days) });

        var warnings = Rules.Warn(Configuration(new UpstreamTlsOptions { ClientCertificate = path })).ToList();

        Assert.Equal(isWarned, warnings.Exists(warning => warning.Message.Contains("in 20 days; renew it", StringComparison.Ordinal)));
    }

    [Fact]
    public void ClientCertificate_ForServersOnly_IsWarnedOf()
    {
        var path = Client(new TestCertificateOptions());

        var warning = Assert.Single(Rules.Warn(Configuration(new UpstreamTlsOptions { ClientCertificate = path })));

        Assert.Contains("is not for clients", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://npm.example.com", "is not a host name")]
    [InlineData("npm.example.com:443", "is not a host name")]
    [InlineData("npm.example.com", null)]
    public void ServerName_Checked_MustBeAName(string name, string? expected)
    {
        var faults = Rules.Check(Configuration(new UpstreamTlsOptions { ServerName = name })).ToList();

        Assert.Equal(expected is null ? 0 : 1, faults.Count);
        Assert.All(faults, fault => Assert.Contains(expected!, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void ServerNameThroughAWebProxy_Checked_IsAFault()
    {
        var client = new HttpClientConfig { WebProxy = new WebProxyConfig { Address = new Uri("http://proxy.example:3128") } };

        var faults = Rules.Check(Configuration(new UpstreamTlsOptions { ServerName = "npm.example.com" }, client));

        Assert.Equal("Gateway:Upstreams:npm:Tls:ServerName", Assert.Single(faults).Path);
    }

    [Fact]
    public void ListsWithoutOffline_Checked_AreAFault()
    {
        var list = _folder.Write("list.pem", Issuer.RevocationListPem(TimeSpan.FromDays(1)));

        var faults = Rules.Check(Configuration(new UpstreamTlsOptions { RevocationLists = [list] }));

        Assert.Contains("write Offline", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void VerificationOff_Warned_IsShouted()
    {
        var warning = Assert.Single(Rules.Warn(Configuration(
            new UpstreamTlsOptions(), new HttpClientConfig { DangerousAcceptAnyServerCertificate = true })));

        Assert.Equal("ReverseProxy:Clusters:npm:HttpClient:DangerousAcceptAnyServerCertificate", warning.Path);
        Assert.StartsWith("CERTIFICATE VERIFICATION IS OFF for upstream 'npm'", warning.Message, StringComparison.Ordinal);
    }

    private static LoadedConfiguration Configuration(UpstreamTlsOptions tls, HttpClientConfig? client = null)
    {
        var options = new GatewayOptions();
        options.Upstreams["npm"] = new UpstreamOptions { Tls = tls };
        var cluster = new ClusterConfig { ClusterId = "npm", HttpClient = client };
        return new LoadedConfiguration(options, ImmutableDictionary<string, ClusterConfig>.Empty.Add("npm", cluster), []);
    }

    private string Client(TestCertificateOptions options)
    {
        using var certificate = Issuer.Issue(options);
        return _folder.Write("gateway.pem", certificate.ChainPem + certificate.KeyPem);
    }
}
