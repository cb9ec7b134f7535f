using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Security.Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Security.Certificates;

public sealed class ServerCertificateWarningsTests : IDisposable
{
    private static readonly TestCertificates Root = new("Root");
    private static readonly TestCertificates Issuing = Root.Intermediate("Issuing");
    private static readonly CertificateRules Rules = new(TimeProvider.System);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20.5, true)]
    [InlineData(21.5, false)]
    public void Certificate_EndsWithin21Days_IsWarnedOf(double days, bool isWarned)
    {
        var file = Write(Issuing.Issue(new TestCertificateOptions { DnsNames = ["a.example"], ValidTo = TimeSpan.FromDays(days) }));

        var warnings = Warnings(file, "a.example");

        Assert.Equal(isWarned ? "Gateway:Certificates:0:Path" : "", string.Join(' ', warnings.Select(warning => warning.Path)));
        Assert.All(warnings, warning => Assert.Contains("in 20 days; renew it", warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Intermediate_NotInTheFile_IsWarnedOf()
    {
        var file = Write(Issuing.Server("a.example") with { Intermediates = [] });

        var warning = Assert.Single(Warnings(file, "a.example"));

        Assert.Equal("Gateway:Certificates:0:Path", warning.Path);
        Assert.Contains("The issuer 'CN=Issuing' of 'CN=a.example' is neither in the file nor", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RootInTheFile_BehindACertificateThatItIssued_IsFine()
    {
        var file = Write(Root.Server("a.example") with { Intermediates = [Root.Root] });

        Assert.Empty(Warnings(file, "a.example"));
    }

    /// <summary>Names of the certificate, hosts of the environment, and the names that no host uses.</summary>
    public static TheoryData<string, string, string?> Names { get; } = new()
    {
        { "a.example", "a.example", null },
        { "a.example", "a.example:8443", null },
        { "*.example", "a.example", null },
        { "*.example", "*.example", null },
        { "a.example old.example", "a.example", "old.example" },
        { "a.example *.old.example", "a.example", "*.old.example" },
        { "*.example deep.a.example", "*.example", null },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void NameOfTheCertificate_NoHostUsesIt_IsWarnedOf(string names, string host, string? unused)
    {
        var file = Write(Issuing.Server(names.Split(' ')));

        var warnings = Warnings(file, host);

        Assert.Equal(unused is null ? 0 : 1, warnings.Count);
        var expected = $"is also for {unused}, which no environment";
        Assert.All(warnings, warning => Assert.Contains(expected, warning.Message, StringComparison.Ordinal));
    }

    /// <summary>Names of the certificate, names it is shown for, a host, and what is said of it.</summary>
    public static TheoryData<string, string, string, string?> Hosts { get; } = new()
    {
        { "a.example", "", "a.example", null },
        { "a.example", "", "b.example", "No certificate is for 'b.example'" },
        { "a.example", "", "b.example:8080", null },
        { "a.example", "", "*.a.example", "No certificate is for '*.a.example'" },
        { "*.example", "", "b.example", null },
        { "*.example", "", "*.example", null },
        { "*.example", "*.example", "deep.b.example", "which is not for it" },
        { "a.example", "", "127.0.0.1", null },
        { "a.example", "", "10.0.0.1", "which is not for it" },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Host_NoCertificateCoversIt_IsWarnedOf(string names, string shownFor, string host, string? expected)
    {
        var file = Write(Issuing.Server(names.Split(' ')));
        file.Hosts = [.. shownFor.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        var warnings = Warnings(file, host, "a.example", "x.example")
            .Where(warning => warning.Path == "Gateway:Environments:one:Hosts:0").ToList();

        Assert.Equal(expected is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains(expected!, warning.Message, StringComparison.Ordinal));
    }

    private static List<ConfigurationFault> Warnings(CertificateOptions certificate, params string[] hosts)
    {
        var options = new GatewayOptions { Certificates = [certificate] };
        options.Environments["one"] = new EnvironmentOptions { Hosts = [.. hosts] };
        return [.. Rules.Warn(new LoadedConfiguration(options, ImmutableDictionary<string, ClusterConfig>.Empty, []))];
    }

    private CertificateOptions Write(TestCertificate certificate)
    {
        using (certificate)
        {
            var (path, key) = certificate.WritePem(_folder, "server");
            return new CertificateOptions { Path = path, KeyPath = key };
        }
    }
}
