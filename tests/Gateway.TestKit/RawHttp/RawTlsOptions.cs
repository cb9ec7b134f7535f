using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.TestKit.RawHttp;

/// <summary>How a raw connection does TLS.</summary>
public sealed record RawTlsOptions
{
    /// <summary>The server name sent (SNI) and checked; empty sends none.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>The only root that is trusted; null accepts any certificate.</summary>
    public X509Certificate2? TrustedRoot { get; init; }

    /// <summary>What the client shows when it is asked.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What the client sends along, between its certificate and the root.</summary>
    public IReadOnlyList<X509Certificate2> ClientIntermediates { get; init; } = [];

    /// <summary>The protocols offered (ALPN); empty offers none.</summary>
    public IReadOnlyList<SslApplicationProtocol> Protocols { get; init; } = [SslApplicationProtocol.Http11];

    /// <summary>The TLS versions offered; none means the system's choice.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.None;

    internal SslClientAuthenticationOptions ToAuthenticationOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = ServerName,
            EnabledSslProtocols = Versions,
            ApplicationProtocols = Protocols.Count == 0 ? null : [.. Protocols],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (ClientCertificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [.. ClientIntermediates], offline: true);
        }

        options.RemoteCertificateValidationCallback = (_, _, chain, errors) => IsTrusted(chain, errors);
        return options;
    }

    private bool IsTrusted(X509Chain? chain, SslPolicyErrors errors)
    {
        if (TrustedRoot is null)
        {
            return true;
        }

        if (chain is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(TrustedRoot);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(chain.ChainElements[0].Certificate);
    }
}
