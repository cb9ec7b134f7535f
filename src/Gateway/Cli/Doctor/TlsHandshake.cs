using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Cli.Doctor;

/// <summary>What is wrong with a certificate of a chain.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Status">The kind of fault.</param>
/// <param name="Words">The platform's own words for it.</param>
internal sealed record ChainFault(X509Certificate2 Certificate, X509ChainStatusFlags Status, string Words);

/// <summary>What a handshake came to: collected while it runs, so that a failed one tells as much as it can.</summary>
internal sealed class TlsHandshake
{
    private readonly ConnectionSettings _settings;

    /// <param name="settings">Trust and client certificate.</param>
    public TlsHandshake(ConnectionSettings settings) => _settings = settings;

    /// <summary>The server's certificate.</summary>
    public X509Certificate2? Leaf { get; private set; }

    /// <summary>What the server sent besides.</summary>
    public IReadOnlyList<X509Certificate2> Others { get; private set; } = [];

    /// <summary>The chain as far as it could be built from what was sent and what is trusted; the leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; private set; } = [];

    /// <summary>What keeps a certificate of the chain from being used, but for its date; empty for a good chain.</summary>
    public IReadOnlyList<ChainFault> Faults { get; private set; } = [];

    /// <summary>Whether the certificate is for the name that was asked for.</summary>
    public bool IsForName { get; private set; }

    /// <summary>Whether the chain ends in a trusted root.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>Whether the server asked for a client certificate.</summary>
    public bool WantsCertificate { get; private set; }

    /// <summary>Whether one was shown.</summary>
    public bool ShowedCertificate => WantsCertificate && _settings.Certificate is not null;

    /// <summary>The version agreed on.</summary>
    public SslProtocols Version { get; private set; }

    /// <summary>The roots that were given; null for the system's.</summary>
    public X509Certificate2Collection? Roots => _settings.Roots;

    /// <summary>Whether every certificate that was sent is in date.</summary>
    public bool IsInDate(DateTimeOffset now) => Others.Prepend(Leaf!).All(certificate =>
        now.UtcDateTime >= certificate.NotBefore.ToUniversalTime() && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether a client would speak to a server with this certificate.</summary>
    public bool IsAcceptable(DateTimeOffset now) => IsForName && IsTrusted && IsInDate(now);

    /// <summary>Shakes hands.</summary>
    /// <exception cref="AuthenticationException">It failed.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<SslStream> RunAsync(Stream connection, string host, CancellationToken cancellationToken)
    {
        var stream = new SslStream(connection, leaveInnerStreamOpen: true);
        var policy = _settings.Roots is { } roots
            ? ServerTrust.PolicyOf(roots)
            : new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

        // A date is a finding of its own; it must not look like a lack of trust.
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = Look,
            LocalCertificateSelectionCallback = Choose,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        };
        await stream.AuthenticateAsClientAsync(options, cancellationToken);
        Version = stream.SslProtocol;
        return stream;
    }

    /// <summary>
    /// Takes any certificate: whether it is good is for the checks to say, and nothing is sent to the server before they have.
    /// </summary>
    private bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 leaf)
        {
            Leaf = Copy(leaf);
            Others = [.. (chain?.ChainPolicy.ExtraStore ?? []).Where(other => other.Thumbprint != leaf.Thumbprint).Select(Copy)];
            Chain = [.. (chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>()).Select(element => Copy(element.Certificate))];
            Faults =
            [
                .. from element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>()
                   from status in element.ChainElementStatus
                   where status.Status != X509ChainStatusFlags.NotTimeValid
                   select new ChainFault(Copy(element.Certificate), status.Status, status.StatusInformation.Trim()),
            ];
            IsForName = !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
            IsTrusted = !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        }

        return Leaf is not null;
    }

    // Called first without the server's certificate, as an offer, and again when the server asks: only then is one shown.
    private X509Certificate2 Choose(
        object sender, string host, X509CertificateCollection own, X509Certificate? server, string[] issuers)
    {
        if (server is null)
        {
            return null!;
        }

        WantsCertificate = true;
        return _settings.Certificate?.Leaf!;
    }

    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
