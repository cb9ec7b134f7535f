using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Security.Certificates;

/// <summary>What a certificate of the gateway's own leads to, by its file and what the machine knows; nothing is fetched.</summary>
internal static class OwnChain
{
    /// <summary>The chain as far as it goes, from the certificate on; the caller disposes of it.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="others">What else its file holds.</param>
    public static X509Chain Of(X509Certificate2 leaf, ImmutableArray<X509Certificate2> others)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllFlags;
        chain.ChainPolicy.ExtraStore.AddRange(others.ToArray());
        chain.Build(leaf);
        return chain;
    }
}
