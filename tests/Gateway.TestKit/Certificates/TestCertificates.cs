using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.TestKit.Certificates;

/// <summary>A certificate authority that lives in memory and issues what a test asks for, good or bad.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly IReadOnlyList<X509Certificate2> _chain;

    public TestCertificates(string name = "Gateway test root")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (from, to) = AuthorityValidity();
        Authority = AuthorityRequest(name, key).CreateSelfSigned(from, to);
        Root = WithoutKey(Authority);
        _chain = [];
    }

    private TestCertificates(X509Certificate2 authority, X509Certificate2 root, IReadOnlyList<X509Certificate2> chain)
    {
        Authority = authority;
        Root = root;
        _chain = chain;
    }

    /// <summary>What a client that trusts this authority must have, without its key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The root as PEM.</summary>
    public string RootPem => Root.ExportCertificatePem() + "\n";

    internal X509Certificate2 Authority { get; }

    /// <summary>How a client trusts this authority and no other.</summary>
    public X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Root);
        return policy;
    }

    /// <summary>Writes <c>name.pem</c> with the root.</summary>
    /// <returns>Its path.</returns>
    public string WriteRoot(TempFolder folder, string name = "root") => folder.Write(name + ".pem", RootPem);

    /// <summary>An authority below this one: what it issues carries the intermediate in its chain.</summary>
    public TestCertificates Intermediate(string name = "Gateway test intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (from, to) = AuthorityValidity();

        // An issuer cannot sign beyond its own end, so an intermediate ends a little earlier than its root.
        using var signed = AuthorityRequest(name, key).Create(Authority, from, to - TimeSpan.FromDays(1), SerialNumber());
        var authority = signed.CopyWithPrivateKey(key);
        return new TestCertificates(authority, WithoutKey(Root), [WithoutKey(authority), .. _chain]);
    }

    /// <summary>A good server certificate for these names and 127.0.0.1.</summary>
    public TestCertificate Server(params string[] names) =>
        Issue(new TestCertificateOptions { CommonName = names.FirstOrDefault("localhost"), DnsNames = names });

    /// <summary>A good client certificate.</summary>
    public TestCertificate Client(string commonName, params string[] uris) => Issue(new TestCertificateOptions
    {
        CommonName = commonName,
        DnsNames = [],
        IpAddresses = [],
        Uris = uris,
        Purpose = TestCertificatePurpose.Client,
    });

    /// <summary>A server certificate that ended yesterday.</summary>
    public TestCertificate Expired(params string[] names) => Issue(new TestCertificateOptions
    {
        DnsNames = names,
        ValidFrom = TimeSpan.FromDays(-30),
        ValidTo = TimeSpan.FromDays(-1),
    });

    /// <summary>A server certificate that begins tomorrow.</summary>
    public TestCertificate NotYetValid(params string[] names) => Issue(new TestCertificateOptions
    {
        DnsNames = names,
        ValidFrom = TimeSpan.FromDays(1),
    });

    public TestCertificate Issue(TestCertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = LeafRequest(options, key);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(Authority, now + options.ValidFrom, now + options.ValidTo, SerialNumber());
        return new TestCertificate(signed.CopyWithPrivateKey(key), _chain);
    }

    /// <summary>A certificate that nobody but itself vouches for.</summary>
    public static TestCertificate SelfSigned(TestCertificateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new TestCertificate(LeafRequest(options, key).CreateSelfSigned(now + options.ValidFrom, now + options.ValidTo), []);
    }

    /// <summary>A list of what this authority took back (RFC 5280 §5), PEM.</summary>
    /// <param name="ends">When it ends, relative to now.</param>
    /// <param name="revoked">What stands on it.</param>
    public string RevocationListPem(TimeSpan ends, params TestCertificate[] revoked) =>
        PemEncoding.WriteString("X509 CRL", RevocationList(ends, revoked)) + "\n";

    /// <summary>The same in DER.</summary>
    public byte[] RevocationList(TimeSpan ends, params TestCertificate[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            list.AddEntry(certificate.Certificate);
        }

        var next = TimeProvider.System.GetUtcNow() + ends;
        return list.Build(Authority, 1, next, HashAlgorithmName.SHA256, thisUpdate: next - TimeSpan.FromDays(2));
    }

    /// <summary>The root's own certificate with its key, as somebody would show it who signs for himself.</summary>
    public X509Certificate2 RootWithKey() => new(Authority);

    public void Dispose()
    {
        Authority.Dispose();
        Root.Dispose();
    }

    private static (DateTimeOffset From, DateTimeOffset To) AuthorityValidity()
    {
        var now = TimeProvider.System.GetUtcNow();
        return (now - TimeSpan.FromDays(365), now + TimeSpan.FromDays(365));
    }

    /// <summary>A copy of the public part, disposed apart from the original.</summary>
    private static X509Certificate2 WithoutKey(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadCertificate(certificate.RawData);

    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        return serial;
    }

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static CertificateRequest LeafRequest(TestCertificateOptions options, ECDsa key)
    {
        var request = new CertificateRequest($"CN={options.CommonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (Usages(options.Purpose) is { Count: > 0 } usages)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        }

        if (options.DnsNames.Count + options.IpAddresses.Count + options.Uris.Count > 0)
        {
            request.CertificateExtensions.Add(AlternativeNames(options));
        }

        AddAddresses(request, options);
        return request;
    }

    private static void AddAddresses(CertificateRequest request, TestCertificateOptions options)
    {
        if (options.IssuerAddress is not null || options.OcspAddress is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(
                options.OcspAddress is { } ocsp ? [ocsp.AbsoluteUri] : [],
                options.IssuerAddress is { } issuer ? [issuer.AbsoluteUri] : []));
        }

        if (options.RevocationListAddress is { } list)
        {
            request.CertificateExtensions.Add(
                CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list.AbsoluteUri]));
        }

        if (options.MustStaple)
        {
            // TLS feature status_request (RFC 7633 §4): SEQUENCE { INTEGER 5 }.
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.24", [0x30, 0x03, 0x02, 0x01, 0x05], critical: false));
        }
    }

    private static X509Extension AlternativeNames(TestCertificateOptions options)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in options.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in options.IpAddresses)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        foreach (var uri in options.Uris)
        {
            names.AddUri(new Uri(uri));
        }

        return names.Build();
    }

    private static OidCollection Usages(TestCertificatePurpose purpose)
    {
        var usages = new OidCollection();
        if (purpose is TestCertificatePurpose.Server or TestCertificatePurpose.ServerAndClient)
        {
            usages.Add(new Oid(ServerAuthentication));
        }

        if (purpose is TestCertificatePurpose.Client or TestCertificatePurpose.ServerAndClient)
        {
            usages.Add(new Oid(ClientAuthentication));
        }

        return usages;
    }
}
