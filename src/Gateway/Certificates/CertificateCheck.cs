using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Certificates;

/// <summary>Checks the certificate of the other end: dates, usage, chain, revocation. Its name is for the caller, who knows it.</summary>
internal static class CertificateCheck
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Somebody waits for this; a responder that takes longer counts as one that does not answer.</summary>
    private static readonly TimeSpan LongestAsking = TimeSpan.FromSeconds(5);

    /// <summary>Checks. Goes to the network only where the demands say <see cref="X509RevocationMode.Online"/>, and blocks then.</summary>
    /// <param name="peer">The certificate.</param>
    /// <param name="demands">What it is checked by.</param>
    /// <param name="now">The moment that dates are judged by.</param>
    public static CertificateVerdict Check(PeerCertificate peer, CertificateDemands demands, DateTimeOffset now)
    {
        var leaf = peer.Leaf;
        var remedies = CertificateRemedies.Of(demands.Use);
        if (now > CertificateDates.To(leaf))
        {
            return Refuse(CertificateFault.Expired, $"expired on {CertificateDates.Day(CertificateDates.To(leaf))}; {remedies.Renew}");
        }

        if (now < CertificateDates.From(leaf))
        {
            var day = CertificateDates.Day(CertificateDates.From(leaf));
            return Refuse(CertificateFault.NotYetValid, $"is not valid before {day}; check the clocks, or wait");
        }

        if (!(demands.Use == CertificateUse.Client ? CertificateNames.IsForClients(leaf) : CertificateNames.IsForServers(leaf)))
        {
            return Refuse(CertificateFault.WrongUsage, remedies.Usage);
        }

        using var chain = ChainFor(peer, demands, now, X509RevocationMode.NoCheck);
        if (!chain.Build(leaf) && FaultOf(chain, peer, remedies) is { } fault)
        {
            return fault;
        }

        // Only now, when the chain is trusted: an address that a stranger wrote into a certificate is none to ask anything of.
        if (!demands.Lists.IsEmpty)
        {
            return AskLists(chain, demands, now);
        }

        return demands.Revocation == X509RevocationMode.NoCheck
            ? new CertificateVerdict.Accepted()
            : AskPlatform(peer, demands, now);
    }

    private static X509Chain ChainFor(PeerCertificate peer, CertificateDemands demands, DateTimeOffset now, X509RevocationMode revocation)
    {
        var chain = new X509Chain();
        if (demands.Roots is { } roots)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        chain.ChainPolicy.ExtraStore.AddRange(peer.Intermediates.ToArray());
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.RevocationMode = revocation;
        chain.ChainPolicy.RevocationFlag = X509RevocationFlag.ExcludeRoot;
        chain.ChainPolicy.UrlRetrievalTimeout = LongestAsking;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(
            new Oid(demands.Use == CertificateUse.Client ? ClientAuthentication : ServerAuthentication));
        return chain;
    }

    private static X509ChainStatusFlags StatusOf(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);

    private static CertificateVerdict.Refused? FaultOf(X509Chain chain, PeerCertificate peer, CertificateRemedies remedies)
    {
        var status = StatusOf(chain);
        if (status.HasFlag(X509ChainStatusFlags.NotSignatureValid))
        {
            return Refuse(
                CertificateFault.UnknownAuthority,
                $"was issued by '{peer.Leaf.Issuer}', whose signature on it does not hold; {remedies.Trust}");
        }

        if ((status & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != X509ChainStatusFlags.NoError)
        {
            return Rootless(chain.ChainElements[^1].Certificate, peer, remedies);
        }

        return status switch
        {
            X509ChainStatusFlags.NoError => null,
            X509ChainStatusFlags.NotTimeValid => Refuse(
                CertificateFault.Expired, $"has an intermediate that is not in date; {remedies.Send}, the current one"),
            _ => Refuse(CertificateFault.BrokenChain, $"does not hold ({status})"),
        };
    }

    /// <summary>
    /// A leaf alone may be of an unknown root or lack its intermediate. One that says where its issuer's certificate is to be had
    /// (RFC 5280 §4.2.2.1) is of an intermediate, as authorities write that only below roots; of others nobody can tell.
    /// </summary>
    private static CertificateVerdict.Refused Rootless(X509Certificate2 top, PeerCertificate peer, CertificateRemedies remedies)
    {
        var isAlone = top.RawDataMemory.Span.SequenceEqual(peer.Leaf.RawDataMemory.Span);
        if (!isAlone || CertificateNames.IsSelfIssued(top))
        {
            return Refuse(
                CertificateFault.UnknownAuthority,
                isAlone
                    ? $"was issued by '{top.Issuer}', which is no trusted root but itself; {remedies.Trust}"
                    : $"leads to '{top.Issuer}', which is no trusted root; {remedies.Trust}");
        }

        return CertificateNames.TellsWhereItsIssuerIs(top)
            ? Refuse(
                CertificateFault.MissingIntermediate,
                $"was issued by '{top.Issuer}', an intermediate that did not come along; {remedies.Send}")
            : Refuse(
                CertificateFault.UnknownAuthority,
                $"was issued by '{top.Issuer}', which is no trusted root; {remedies.Trust}, or {remedies.Send}");
    }

    private static CertificateVerdict AskPlatform(PeerCertificate peer, CertificateDemands demands, DateTimeOffset now)
    {
        using var chain = ChainFor(peer, demands, now, demands.Revocation);
        var status = chain.Build(peer.Leaf) ? X509ChainStatusFlags.NoError : StatusOf(chain);
        if (status.HasFlag(X509ChainStatusFlags.Revoked))
        {
            return Revoked(demands);
        }

        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
        return (demands.Revocation, status & Unknown) switch
        {
            (X509RevocationMode.Online, not X509ChainStatusFlags.NoError) => NobodyToAsk(chain) ?? NotAsked(),
            _ => new CertificateVerdict.Accepted(),
        };
    }

    /// <summary>Waiting does not help where a certificate of the chain does not say whom to ask; null when all of them do.</summary>
    private static CertificateVerdict.Refused? NobodyToAsk(X509Chain chain)
    {
        foreach (var (index, element) in chain.ChainElements.SkipLast(1).Index())
        {
            if (!CertificateNames.SaysWhereToAsk(element.Certificate))
            {
                var which = index == 0 ? "" : $"leads to '{element.Certificate.Subject}', which ";
                return Refuse(
                    CertificateFault.RevocationUnknown,
                    $"{which}names neither a responder (OCSP) nor a revocation list to ask whether it was taken back; use one that does, "
                    + "or let an operator configure its authority's list (Revocation: Offline)");
            }
        }

        return null;
    }

    /// <summary>Whether a certificate was taken back could not be asked in time.</summary>
    public static CertificateVerdict.Refused NotAsked() => Refuse(
        CertificateFault.RevocationUnknown, "cannot be asked about at its issuer, which does not answer in time; try again later");

    private static CertificateVerdict AskLists(X509Chain chain, CertificateDemands demands, DateTimeOffset now)
    {
        for (var i = 0; i + 1 < chain.ChainElements.Count; i++)
        {
            var (certificate, issuer) = (chain.ChainElements[i].Certificate, chain.ChainElements[i + 1].Certificate);
            var list = demands.Lists.FirstOrDefault(list => list.IsOf(issuer));
            if (list is null)
            {
                return Refuse(
                    CertificateFault.RevocationUnknown,
                    $"was issued by '{issuer.Subject}', of which no revocation list with its signature is configured");
            }

            if (list.NextUpdate < now)
            {
                return Refuse(
                    CertificateFault.RevocationUnknown,
                    $"cannot be asked about: the revocation list of '{issuer.Subject}' ended on "
                    + $"{CertificateDates.Day(list.NextUpdate.Value)}; an operator must renew it");
            }

            if (list.Has(certificate))
            {
                return Revoked(demands);
            }
        }

        return new CertificateVerdict.Accepted();
    }

    private static CertificateVerdict.Refused Revoked(CertificateDemands demands) => Refuse(
        CertificateFault.Revoked, $"was revoked by its issuer; {CertificateRemedies.Of(demands.Use).Replace}");

    private static CertificateVerdict.Refused Refuse(CertificateFault fault, string reason) => new(fault, reason);
}
