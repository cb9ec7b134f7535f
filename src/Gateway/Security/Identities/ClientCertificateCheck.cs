using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Security.Certificates;

namespace Gateway.Security.Identities;

/// <summary>Whether a client certificate holds. Closed: one of the nested records.</summary>
internal abstract record ClientCertificateVerdict
{
    private ClientCertificateVerdict()
    {
    }

    /// <summary>It does.</summary>
    public sealed record Accepted : ClientCertificateVerdict;

    /// <summary>It does not.</summary>
    /// <param name="Reason">The end of a sentence that begins with the certificate.</param>
    public sealed record Refused(string Reason) : ClientCertificateVerdict;
}

/// <summary>Checks a client certificate: dates, usage, chain to the policy's roots alone, revocation.</summary>
internal static class ClientCertificateCheck
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>A client waits for this; a responder that takes longer counts as one that does not answer.</summary>
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(5);

    /// <summary>Checks. Goes to the network only where the options say <see cref="X509RevocationMode.Online"/>.</summary>
    /// <param name="peer">The certificate.</param>
    /// <param name="options">What it is checked by.</param>
    /// <param name="now">The moment that dates are judged by.</param>
    public static ClientCertificateVerdict Check(PeerCertificate peer, CertificateAuthenticationOptions options, DateTimeOffset now)
    {
        var leaf = peer.Leaf;
        if (options.ValidateValidityPeriod && now > CertificateDates.To(leaf))
        {
            return Refuse($"expired on {CertificateDates.Day(CertificateDates.To(leaf))}; renew it");
        }

        if (options.ValidateValidityPeriod && now < CertificateDates.From(leaf))
        {
            return Refuse($"is not valid before {CertificateDates.Day(CertificateDates.From(leaf))}; check the clocks, or wait");
        }

        if (options.ValidateCertificateUse && !CertificateNames.IsForClients(leaf))
        {
            return Refuse("is not for clients (its extended key usage lacks clientAuth); ask for one that is");
        }

        using var chain = ChainFor(peer, options, now);
        if (!chain.Build(leaf) && ReasonOf(StatusOf(chain), peer, options.RevocationMode) is { } reason)
        {
            return Refuse(reason);
        }

        return options.RevocationLists.IsEmpty ? new ClientCertificateVerdict.Accepted() : AskLists(chain, options, now);
    }

    private static X509Chain ChainFor(PeerCertificate peer, CertificateAuthenticationOptions options, DateTimeOffset now)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = options.ChainTrustValidationMode;
        chain.ChainPolicy.CustomTrustStore.AddRange(options.CustomTrustStore);
        chain.ChainPolicy.ExtraStore.AddRange(peer.Intermediates.ToArray());
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.RevocationMode = options.RevocationMode;
        chain.ChainPolicy.RevocationFlag = options.RevocationFlag;
        chain.ChainPolicy.UrlRetrievalTimeout = LongestAsking;

        // An address that a stranger wrote into a certificate is none to ask for intermediates.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (options.ValidateCertificateUse)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        }

        return chain;
    }

    private static X509ChainStatusFlags StatusOf(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);

    private static string? ReasonOf(X509ChainStatusFlags status, PeerCertificate peer, X509RevocationMode mode)
    {
        if (status.HasFlag(X509ChainStatusFlags.Revoked))
        {
            return "was revoked by its issuer; ask for a new one";
        }

        if (status.HasFlag(X509ChainStatusFlags.NotSignatureValid))
        {
            return $"was issued by '{peer.Leaf.Issuer}', whose signature on it does not hold; use one from a trusted authority";
        }

        if ((status & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != X509ChainStatusFlags.NoError)
        {
            return peer.Intermediates.IsEmpty
                ? $"was issued by '{peer.Leaf.Issuer}', which is no trusted root; use one from a trusted authority, "
                    + "or let the client send its intermediate along"
                : $"leads to '{peer.Intermediates[^1].Issuer}', which is no trusted root; use one from a trusted authority";
        }

        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
        var rest = status & ~Unknown;
        return (mode, rest) switch
        {
            (X509RevocationMode.Online, X509ChainStatusFlags.NoError) =>
                "cannot be asked about at its issuer, which does not answer in time",
            (_, X509ChainStatusFlags.NoError) => null,
            (_, X509ChainStatusFlags.NotTimeValid) => "has an intermediate that is not in date; send the current one along",
            _ => $"does not hold ({rest})",
        };
    }

    private static ClientCertificateVerdict AskLists(X509Chain chain, CertificateAuthenticationOptions options, DateTimeOffset now)
    {
        for (var i = 0; i + 1 < chain.ChainElements.Count; i++)
        {
            var (certificate, issuer) = (chain.ChainElements[i].Certificate, chain.ChainElements[i + 1].Certificate);
            var list = options.RevocationLists.FirstOrDefault(list => list.IsOf(issuer));
            if (list is null)
            {
                return Refuse($"was issued by '{issuer.Subject}', of which no revocation list with its signature is configured");
            }

            if (list.NextUpdate < now)
            {
                return Refuse($"cannot be asked about: the revocation list of '{issuer.Subject}' ended on "
                    + $"{CertificateDates.Day(list.NextUpdate.Value)}; an operator must renew it");
            }

            if (list.Has(certificate))
            {
                return Refuse("was revoked by its issuer; ask for a new one");
            }
        }

        return new ClientCertificateVerdict.Accepted();
    }

    private static ClientCertificateVerdict.Refused Refuse(string reason) => new(reason);
}
