using System.Net;
using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Environments;

namespace Gateway.Security.Certificates;

/// <summary>A host for which TLS clients are refused, or shown a certificate that they refuse.</summary>
/// <param name="Environment">Whose host it is.</param>
/// <param name="Index">Its place in the environment's list.</param>
/// <param name="Text">What is wrong and what to do.</param>
internal sealed record UncoveredHost(string Environment, int Index, string Text);

/// <summary>
/// What works, though some clients will not accept it, or not for long: told at a start, by check and by the admin listener.
/// </summary>
internal static class ServerCertificateWarnings
{
    /// <summary>What is to be said of one certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="options">The configuration, for the hosts of the environments.</param>
    /// <param name="now">The moment from which days are counted.</param>
    public static IEnumerable<string> Of(ServerCertificate certificate, GatewayOptions options, DateTimeOffset now)
    {
        var leaf = certificate.Leaf;
        if (UsableCertificate.EndsSoon(leaf, now) is { } soon)
        {
            yield return soon;
        }

        if (LacksIntermediate(certificate))
        {
            yield return $"The issuer '{leaf.Issuer}' of '{leaf.Subject}' is neither in the file nor a root that this machine knows: "
                + "clients that trust only a root above it refuse the certificate. Append the issuer's certificate to the file.";
        }

        if (OcspStapling.IsDemanded(leaf) && !OcspStapling.IsPossible(leaf, certificate.Others))
        {
            yield return $"The certificate '{leaf.Subject}' demands OCSP stapling (must-staple, RFC 7633), which takes the address of its "
                + "responder in it and its chain up to the root: append the intermediates and the root to the file.";
        }

        var hosts = HostsOf(options).Select(host => host.Pattern).ToList();
        var unused = CertificateNames.DnsOf(leaf).Where(name => !hosts.Exists(host => Uses(host, name))).ToList();
        if (hosts.Count > 0 && unused.Count > 0)
        {
            yield return $"The certificate '{leaf.Subject}' is also for {string.Join(", ", unused)}, which no environment has among its "
                + "Hosts; add the host, or have it left out of the next certificate.";
        }
    }

    /// <summary>The hosts that no certificate is good for. Those with a port are left out: they may be served without TLS.</summary>
    /// <param name="certificates">The certificates, at least one.</param>
    /// <param name="options">The configuration.</param>
    public static IEnumerable<UncoveredHost> HostsWithout(ServerCertificates certificates, GatewayOptions options) =>
        from host in HostsOf(options)
        where host.Pattern.Port is null
        let fault = FaultOf(certificates, host.Pattern)
        where fault is not null
        select new UncoveredHost(host.Environment, host.Index, fault);

    private static string? FaultOf(ServerCertificates certificates, HostPattern host)
    {
        // A client that asks for an address sends no server name (RFC 6066 §3).
        var isAddress = IPAddress.TryParse(host.Name.Trim('[', ']'), out var address);
        switch (certificates.Choose(isAddress ? null : host.ToString()))
        {
            case CertificateChoice.Shown { Certificate.Leaf: var leaf }:
                var isGood = isAddress
                    ? CertificateNames.AddressesOf(leaf).Contains(address)
                    : CertificateNames.Cover(leaf, host.ToString());
                return isGood
                    ? null
                    : $"Clients that ask for '{host}' are shown the certificate '{leaf.Subject}', which is not for it, and refuse it; "
                        + "add a certificate that is.";
            default:
                return $"No certificate is for '{host}': TLS clients that ask for it are refused; add one under Gateway:Certificates.";
        }
    }

    private static IEnumerable<(string Environment, int Index, HostPattern Pattern)> HostsOf(GatewayOptions options)
    {
        foreach (var (name, environment) in options.Environments)
        {
            foreach (var (index, host) in environment.Hosts.Index())
            {
                if (HostPattern.TryParse(host, out var pattern, out _))
                {
                    yield return (name, index, pattern!);
                }
            }
        }
    }

    /// <summary>Whether a client of that host is glad of a name in the certificate.</summary>
    private static bool Uses(HostPattern host, string name)
    {
        var isWildcard = name.StartsWith("*.", StringComparison.Ordinal);
        var below = isWildcard ? name[2..] : name;
        if (host.IsSuffix)
        {
            return (isWildcard && below == host.Name) || below.EndsWith("." + host.Name, StringComparison.Ordinal);
        }

        var dot = host.Name.IndexOf('.', StringComparison.Ordinal);
        return isWildcard ? dot > 0 && host.Name[(dot + 1)..] == below : host.Name == name;
    }

    /// <summary>Whether the chain ends with the certificate itself, and the machine does not know who issued it either.</summary>
    private static bool LacksIntermediate(ServerCertificate certificate)
    {
        if (CertificateNames.IsSelfIssued(certificate.Leaf) || certificate.Context.IntermediateCertificates.Count > 0)
        {
            return false;
        }

        using var chain = OwnChain.Of(certificate.Leaf, certificate.Others);
        return chain.ChainElements.Count == 1;
    }
}
