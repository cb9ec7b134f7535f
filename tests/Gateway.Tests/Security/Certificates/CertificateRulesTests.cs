using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Security.Certificates;
using Gateway.TestKit;
using Gateway.TestKit.Certificates;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Security.Certificates;

public sealed class CertificateRulesTests : IDisposable
{
    private static readonly TestCertificates Issuer = new();
    private static readonly CertificateRules Rules = new(TimeProvider.System);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void KeyInTheSameFile_Check_IsFine()
    {
        using var good = Issuer.Server("a.example.com");

        Assert.Empty(Faults(new CertificateOptions { Path = _folder.Write("both.pem", good.ChainPem + good.KeyPem) }));
    }

    [Fact]
    public void PfxWithPassword_Check_IsFineWithThePasswordFileOnly()
    {
        using var good = Issuer.Server("a.example.com");
        var path = _folder["a.pfx"];
        File.WriteAllBytes(path, good.Certificate.Export(X509ContentType.Pfx, "open sesame"));
        var password = _folder.Write("password", "open sesame\n");

        Assert.Empty(Faults(new CertificateOptions { Path = path, PasswordFile = password }));
        var withoutPassword = Message(new CertificateOptions { Path = path });
        Assert.Contains("nor a PFX file that opens without a password", withoutPassword, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyOfAKindThatTlsDoesNotUse_Check_SaysWhichItMustBe()
    {
        using var key = DSA.Create(1024);
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=a.example.com"), new PublicKey(key), HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), now.AddDays(-1), now.AddDays(30), [1]);
        using var certificate = signed.CopyWithPrivateKey(key);
        var path = _folder["dsa.pfx"];
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx));

        Assert.Contains("must be RSA or elliptic curve", Message(new CertificateOptions { Path = path }), StringComparison.Ordinal);
    }

    [Fact]
    public void EncryptedKey_Check_IsFineWithThePasswordFileOnly()
    {
        using var good = Issuer.Server("a.example.com");
        using var key = good.Certificate.GetECDsaPrivateKey()!;
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
            "open sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        var options = new CertificateOptions
        {
            Path = _folder.Write("a.pem", good.ChainPem),
            KeyPath = _folder.Write("a.key", encrypted),
            PasswordFile = _folder.Write("password", "open sesame"),
        };

        Assert.Empty(Faults(options));
        options.PasswordFile = _folder.Write("wrong", "hunter2");
        Assert.Contains("does not open with the password", Message(options), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Message(options), StringComparison.Ordinal);
        options.PasswordFile = null;
        Assert.Contains("name the file of its password with PasswordFile", Message(options), StringComparison.Ordinal);
    }

    [Fact]
    public void KeyOfAnother_Check_SaysThatTheyDoNotMatch()
    {
        using var one = Issuer.Server("a.example.com");
        using var two = Issuer.Server("b.example.com");
        var options = new CertificateOptions
        {
            Path = one.WritePem(_folder, "one").Certificate,
            KeyPath = two.WritePem(_folder, "two").Key,
        };

        Assert.Equal("Gateway:Certificates:0:KeyPath", Assert.Single(Faults(options)).Path);
        Assert.Contains("does not match the certificate", Message(options), StringComparison.Ordinal);
    }

    [Fact]
    public void RsaKeyForAnEllipticCertificate_Check_SaysThatTheyDoNotMatch()
    {
        using var one = Issuer.Server("a.example.com");
        using var rsa = RSA.Create(2048);
        var options = new CertificateOptions
        {
            Path = one.WritePem(_folder, "one").Certificate,
            KeyPath = _folder.Write("rsa.key", rsa.ExportRSAPrivateKeyPem()),
        };

        Assert.Contains("does not match the certificate", Message(options), StringComparison.Ordinal);
    }

    [Fact]
    public void DatesOrUsageWrong_Check_SaysWhich()
    {
        Assert.Contains("expired on ", Message(Files("old", Issuer.Expired("a.example.com"))), StringComparison.Ordinal);
        Assert.Contains("is valid only from ", Message(Files("new", Issuer.NotYetValid("a.example.com"))), StringComparison.Ordinal);
        Assert.Contains("is not for servers", Message(Files("client", Issuer.Client("ci"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, "No certificate file is named")]
    [InlineData("absent.pem", null, "There is no file")]
    [InlineData("text.pem", "hello", "is neither PEM nor a PFX file")]
    [InlineData("block.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate")]
    public void FileIsNoCertificate_Check_SaysSo(string name, string? content, string expected)
    {
        var path = content is null ? (name.Length == 0 ? "" : _folder[name]) : _folder.Write(name, content);

        Assert.Contains(expected, Message(new CertificateOptions { Path = path }), StringComparison.Ordinal);
    }

    [Fact]
    public void KeyMissing_Check_SaysWhereToNameIt()
    {
        using var good = Issuer.Server("a.example.com");

        Assert.Contains(
            "name the file of the key with KeyPath",
            Message(new CertificateOptions { Path = _folder.Write("alone.pem", good.ChainPem) }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void HostTwiceOrWithPort_Check_NamesThem()
    {
        using var good = Issuer.Server("a.example.com");
        var one = Files("one", good, "a.example.com", "b.example.com:8443");
        var two = Files("two", good, "A.example.com");

        var faults = Faults(one, two).ToDictionary(fault => fault.Path, fault => fault.Message, StringComparer.Ordinal);

        Assert.Contains("has a port", faults["Gateway:Certificates:0:Hosts:1"], StringComparison.Ordinal);
        Assert.Contains("already has", faults["Gateway:Certificates:1:Hosts:0"], StringComparison.Ordinal);
    }

    [Fact]
    public void EndsSoonOrIsForAnotherHost_Warn_SaysSo()
    {
        using var soon = Issuer.Issue(new TestCertificateOptions { DnsNames = ["a.example.com"], ValidTo = TimeSpan.FromDays(10) });

        var warnings = string.Join('\n', Rules.Warn(Configuration(Files("soon", soon, "other.example.com"))));

        Assert.Contains("in 9 days", warnings, StringComparison.Ordinal);
        Assert.Contains("is not for 'other.example.com' but for a.example.com", warnings, StringComparison.Ordinal);
    }

    private static LoadedConfiguration Configuration(params CertificateOptions[] certificates) => new(
        new GatewayOptions { Certificates = [.. certificates] }, ImmutableDictionary<string, ClusterConfig>.Empty, []);

    private static List<ConfigurationFault> Faults(params CertificateOptions[] certificates) =>
        [.. Rules.Check(Configuration(certificates))];

    private static string Message(CertificateOptions certificate) => Assert.Single(Faults(certificate)).Message;

    private CertificateOptions Files(string name, TestCertificate certificate, params string[] hosts)
    {
        var (path, key) = certificate.WritePem(_folder, name);
        return new CertificateOptions { Path = path, KeyPath = key, Hosts = [.. hosts] };
    }
}
