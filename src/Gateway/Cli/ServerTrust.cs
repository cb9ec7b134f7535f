using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Cli;

/// <summary>Whether a server's certificate is trusted by the roots that a command was given.</summary>
internal static class ServerTrust
{
    /// <summary>Sets the roots and the client certificate of a connection.</summary>
    public static void Apply(SslClientAuthenticationOptions options, ConnectionSettings settings)
    {
        options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        if (settings.Certificate is { } own)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own.Leaf, [.. own.Others], offline: true);
        }

        if (settings.Roots is { } roots)
        {
            options.CertificateChainPolicy = PolicyOf(roots);
        }

        if (settings.ServerName is { } name)
        {
            options.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
                && shown is X509Certificate2 leaf && leaf.MatchesHostname(name);
        }
    }

    /// <summary>Trust in these roots and no others, without asking anybody else.</summary>
    public static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
