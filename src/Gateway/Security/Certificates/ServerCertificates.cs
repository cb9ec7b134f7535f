using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Security.Certificates;

/// <summary>One server certificate, ready to be shown.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Leaf">The certificate with its key.</param>
/// <param name="Others">What else its file holds.</param>
/// <param name="Context">The certificate with its intermediates, as TLS sends them.</param>
/// <param name="Names">The server names it is shown for.</param>
internal sealed record ServerCertificate(
    string Path,
    X509Certificate2 Leaf,
    ImmutableArray<X509Certificate2> Others,
    SslStreamCertificateContext Context,
    ImmutableArray<string> Names);

/// <summary>Which certificate a TLS client is shown. Closed: one of the nested records.</summary>
internal abstract record CertificateChoice
{
    private CertificateChoice()
    {
    }

    /// <summary>This one.</summary>
    /// <param name="Certificate">The certificate.</param>
    public sealed record Shown(ServerCertificate Certificate) : CertificateChoice;

    /// <summary>None is for that name: the handshake is refused.</summary>
    /// <param name="ServerName">The name that the client asked for.</param>
    public sealed record UnknownName(string ServerName) : CertificateChoice;
}

/// <summary>
/// The server certificates by TLS server name: an immutable snapshot, replaced whole. A name that no certificate is for is refused
/// rather than shown another's certificate, since what follows could only be a warning to click away. A client that sends no name
/// (it asked for an IP address, RFC 6066 §3) gets the first certificate listed, as nginx does.
/// </summary>
internal sealed class ServerCertificates
{
    private readonly FrozenDictionary<string, ServerCertificate> _exact;
    private readonly FrozenDictionary<string, ServerCertificate> _bySuffix;

    private ServerCertificates(ImmutableArray<ServerCertificate> all)
    {
        All = all;
        var byName = all.SelectMany(certificate => certificate.Names.Select(name => (name, certificate)))
            .DistinctBy(entry => entry.name, StringComparer.OrdinalIgnoreCase)
            .ToLookup(entry => entry.name.StartsWith("*.", StringComparison.Ordinal));
        _exact = byName[false].ToFrozenDictionary(entry => entry.name, entry => entry.certificate, StringComparer.OrdinalIgnoreCase);
        _bySuffix = byName[true].ToFrozenDictionary(entry => entry.name[1..], entry => entry.certificate, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The certificates in the order of the configuration.</summary>
    public ImmutableArray<ServerCertificate> All { get; }

    /// <summary>Loads the certificates of a configuration that has passed <see cref="CertificateRules"/>.</summary>
    /// <param name="options">The certificates, the first of them also for clients that send no name.</param>
    /// <exception cref="InvalidOperationException">A file has changed since it was checked and does not load.</exception>
    public static ServerCertificates Load(IEnumerable<CertificateOptions> options) => new([.. options.Select(LoadOne)]);

    /// <summary>Loads the certificates again; one that does not load stays as it was before.</summary>
    /// <param name="options">The certificates.</param>
    /// <param name="before">Those in force, of this configuration or the one before it.</param>
    /// <param name="now">The moment that dates are judged by: one that is not in date takes nobody's place.</param>
    /// <param name="stale">Those that do not load, with the reasons.</param>
    public static ServerCertificates Reload(
        IReadOnlyList<CertificateOptions> options,
        ServerCertificates before,
        DateTimeOffset now,
        out ImmutableArray<StaleCertificate> stale)
    {
        var all = ImmutableArray.CreateBuilder<ServerCertificate>();
        var faults = ImmutableArray.CreateBuilder<StaleCertificate>();
        foreach (var one in options)
        {
            switch (UsableCertificate.Load(one, now))
            {
                case CertificateFile.Loaded loaded:
                    all.Add(Prepare(one, loaded));
                    break;
                case CertificateFile.Unusable unusable:
                    all.AddRange(before.All.Where(certificate => certificate.Path == one.Path).Take(1));
                    faults.Add(new StaleCertificate(one.Path, unusable.Reason));
                    break;
            }
        }

        stale = faults.ToImmutable();
        return new ServerCertificates(all.ToImmutable());
    }

    /// <summary>Chooses by server name: exact before wildcard, the longest wildcard before a shorter one.</summary>
    /// <param name="serverName">The name of the ClientHello, or null or empty when it has none.</param>
    /// <exception cref="InvalidOperationException">There is no certificate at all.</exception>
    public CertificateChoice Choose(string? serverName)
    {
        if (string.IsNullOrEmpty(serverName))
        {
            return new CertificateChoice.Shown(All.IsEmpty ? throw new InvalidOperationException("No certificate is loaded.") : All[0]);
        }

        // RFC 6066 §3: without a trailing dot; some clients send it all the same.
        var name = serverName.TrimEnd('.');
        if (_exact.TryGetValue(name, out var exact))
        {
            return new CertificateChoice.Shown(exact);
        }

        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_bySuffix.TryGetValue(name[dot..], out var wildcard))
            {
                return new CertificateChoice.Shown(wildcard);
            }
        }

        return new CertificateChoice.UnknownName(serverName);
    }

    private static ServerCertificate LoadOne(CertificateOptions options) =>
        CertificateFile.Load(options) is CertificateFile.Loaded loaded
            ? Prepare(options, loaded)
            : throw new InvalidOperationException($"The certificate '{options.Path}' no longer loads.");

    private static ServerCertificate Prepare(CertificateOptions options, CertificateFile.Loaded loaded)
    {
        // Online, the platform asks the certificate's OCSP responder in the background, now and again before each answer ends, and
        // staples what it has to handshakes, which never wait for it (RFC 6066 §8). Only with a chain that is whole up to a root, since it
        // would fetch a missing intermediate before this returns; that is for `gateway check` to name.
        var context = SslStreamCertificateContext.Create(
            loaded.Leaf, [.. loaded.Others], offline: !OcspStapling.IsPossible(loaded.Leaf, loaded.Others));
        return new ServerCertificate(
            options.Path,
            loaded.Leaf,
            loaded.Others,
            context,
            options.Hosts.Count > 0 ? [.. options.Hosts] : [.. CertificateNames.DnsOf(loaded.Leaf)]);
    }
}
