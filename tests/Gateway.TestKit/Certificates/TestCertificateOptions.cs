namespace Gateway.TestKit.Certificates;

/// <summary>What a certificate may be used for (extended key usage).</summary>
public enum TestCertificatePurpose
{
    Server,
    Client,
    ServerAndClient,

    /// <summary>The certificate has no extended key usage at all.</summary>
    Unsaid,
}

/// <summary>What is to be wrong or special about a certificate; the defaults make a good server certificate for localhost.</summary>
public sealed record TestCertificateOptions
{
    public string CommonName { get; init; } = "localhost";

    /// <summary>Names in the subject alternative name; also <c>*.example.com</c>.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = ["localhost"];

    /// <summary>Addresses in the subject alternative name.</summary>
    public IReadOnlyList<string> IpAddresses { get; init; } = ["127.0.0.1"];

    /// <summary>URIs in the subject alternative name, such as <c>spiffe://corp/ci/build</c>.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>Where its issuer's certificate is said to be (authority information access); null says nothing.</summary>
    public Uri? IssuerAddress { get; init; }

    /// <summary>Where its issuer's OCSP responder is said to be; null says nothing.</summary>
    public Uri? OcspAddress { get; init; }

    /// <summary>Where its issuer's revocation list is said to be; null says nothing.</summary>
    public Uri? RevocationListAddress { get; init; }

    /// <summary>Whether servers must staple an OCSP answer to it (RFC 7633).</summary>
    public bool MustStaple { get; init; }

    public TestCertificatePurpose Purpose { get; init; } = TestCertificatePurpose.Server;

    /// <summary>Beginning of validity, relative to now.</summary>
    public TimeSpan ValidFrom { get; init; } = TimeSpan.FromDays(-1);

    /// <summary>End of validity, relative to now.</summary>
    public TimeSpan ValidTo { get; init; } = TimeSpan.FromDays(30);
}
