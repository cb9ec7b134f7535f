using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;
using Polly;
using Polly.Retry;

namespace Gateway.Security.Certificates;

/// <summary>Where the certificates for development are.</summary>
/// <param name="Authority">The certificate of the authority: what clients must trust.</param>
/// <param name="Certificate">The server certificate.</param>
/// <param name="Key">Its key.</param>
/// <param name="Names">The names it is for.</param>
/// <param name="WasMade">Whether it was made now; otherwise one of an earlier time is still good.</param>
internal sealed record DevelopmentCertificateFiles(
    string Authority, string Certificate, string Key, IReadOnlyList<string> Names, bool WasMade);

/// <summary>
/// An authority and a server certificate for development, under one folder. The authority is kept as long as it lasts, so that
/// clients that trust it once go on doing so when the server certificate is renewed.
/// </summary>
/// <param name="directory">The folder; made when it is not there.</param>
/// <param name="time">The clock of the dates.</param>
internal sealed class DevelopmentCertificates(string directory, TimeProvider time)
{
    /// <summary>A certificate that ends within this is renewed at a start, so that it does not end in the middle of a week.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    /// <summary>Another process holds the folder only while it makes two keys: this, six hundred times, is long enough.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    /// <summary>The names of the Development profile. Browsers resolve all below localhost to this machine; some clients do not.</summary>
    public static IReadOnlyList<string> StandardNames { get; } =
        ["localhost", "*.localhost", "dev.localhost", "test.localhost", "prod.localhost", "127.0.0.1", "::1"];

    private string AuthorityPath => Path.Combine(directory, "ca.pem");

    private string AuthorityKeyPath => Path.Combine(directory, "ca.key");

    /// <summary>Makes what is missing, or ends soon, or is not for all of the names.</summary>
    /// <param name="names">DNS names and IP addresses of the server certificate.</param>
    /// <param name="cancellationToken">Ends the wait for another process that does the same.</param>
    /// <exception cref="IOException">The folder cannot be written, or another process holds it.</exception>
    public async Task<DevelopmentCertificateFiles> EnsureAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var certificatePath = Path.Combine(directory, "server.pem");
        var keyPath = Path.Combine(directory, "server.key");
        using var held = await HoldAsync(cancellationToken);
        using var authority = EnsureAuthority();
        var isGood = CertificateFile.Load(new CertificateOptions { Path = certificatePath, KeyPath = keyPath })
            is CertificateFile.Loaded { Leaf: var leaf } && IsGood(leaf, authority, names);
        if (!isGood)
        {
            // With the authority behind it the file says by itself who issued it; a handshake does not send a root.
            var issued = IssuedCertificate.ForServer(authority, names, time.GetUtcNow());
            var chain = issued.CertificatePem + authority.ExportCertificatePem() + "\n";
            Write(issued with { CertificatePem = chain }, certificatePath, keyPath);
        }

        return new DevelopmentCertificateFiles(AuthorityPath, certificatePath, keyPath, names, !isGood);
    }

    /// <summary>Makes a client certificate, replacing one of the same name.</summary>
    /// <param name="name">The common name, also the name of the files.</param>
    /// <param name="uris">URIs of its subject alternative name, such as <c>spiffe://corp/ci/build</c>.</param>
    /// <param name="cancellationToken">Ends the wait for another process.</param>
    /// <returns>The paths of the certificate and of its key.</returns>
    /// <exception cref="IOException">The folder cannot be written, or another process holds it.</exception>
    public async Task<(string Certificate, string Key)> MakeClientAsync(
        string name, IReadOnlyList<Uri> uris, CancellationToken cancellationToken)
    {
        using var held = await HoldAsync(cancellationToken);
        using var authority = EnsureAuthority();
        var (certificatePath, keyPath) = (Path.Combine(directory, $"{name}.pem"), Path.Combine(directory, $"{name}.key"));
        Write(IssuedCertificate.ForClient(authority, name, uris, time.GetUtcNow()), certificatePath, keyPath);
        return (certificatePath, keyPath);
    }

    private static void Write(IssuedCertificate issued, string certificatePath, string keyPath)
    {
        PrivateFile.Write(keyPath, issued.KeyPem);
        PrivateFile.WritePublic(certificatePath, issued.CertificatePem);
    }

    private bool IsGood(X509Certificate2 leaf, X509Certificate2 authority, IReadOnlyList<string> names)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetLocalNow().DateTime;
        var certified = CertificateNames.DnsOf(leaf).Concat(CertificateNames.AddressesOf(leaf).Select(address => address.ToString()));
        return Lasts(leaf) && chain.Build(leaf) && names.All(certified.Contains);
    }

    private bool Lasts(X509Certificate2 certificate) => CertificateDates.To(certificate) > time.GetUtcNow() + RenewBefore;

    private X509Certificate2 EnsureAuthority()
    {
        var files = new CertificateOptions { Path = AuthorityPath, KeyPath = AuthorityKeyPath };
        if (CertificateFile.Load(files) is CertificateFile.Loaded { Leaf: var authority }
            && CertificateDates.To(authority) > time.GetUtcNow() + IssuedCertificate.Lifetime)
        {
            return authority;
        }

        Write(IssuedCertificate.Authority(time.GetUtcNow()), AuthorityPath, AuthorityKeyPath);
        return ((CertificateFile.Loaded)CertificateFile.Load(files)).Leaf;
    }

    // Two gateways that start at once must not each make an authority of which the other knows nothing.
    private async Task<FileStream> HoldAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        PrivateFile.IgnoreInGit(directory);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<IOException>(),
                Delay = Wait,
                MaxRetryAttempts = 600,
            })
            .Build();
        return await pipeline.ExecuteAsync(
            static (path, _) => ValueTask.FromResult(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)),
            Path.Combine(directory, ".lock"),
            cancellationToken);
    }
}
