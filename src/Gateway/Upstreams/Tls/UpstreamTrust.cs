using System.Net.Security;
using Gateway.Certificates;
using Gateway.Configuration;

namespace Gateway.Upstreams.Tls;

/// <summary>What connections towards an upstream are made with, as its files said at one moment.</summary>
/// <param name="Demands">What its certificate is checked by.</param>
/// <param name="Shown">The gateway's own certificate with its intermediates; null when it shows none.</param>
internal sealed record UpstreamTlsFiles(CertificateDemands Demands, SslStreamCertificateContext? Shown);

/// <summary>
/// Whom the gateway believes to be one upstream, and what it shows of itself: roots, revocation lists and a client certificate, read from
/// files and read again when those change. A connection is made with one set or the other, whole.
/// </summary>
internal sealed class UpstreamTrust : IReadFromFiles
{
    private readonly UpstreamTlsOptions _options;
    private readonly TimeProvider _time;
    private UpstreamTlsFiles _current;
    private string? _fault;

    /// <summary>Reads the files.</summary>
    /// <param name="options">Transport security towards the upstream; the rules have passed it.</param>
    /// <param name="time">The clock of the dates.</param>
    /// <exception cref="InvalidDataException">A file has changed since it was checked and cannot be used.</exception>
    public UpstreamTrust(UpstreamTlsOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _current = Load();
    }

    /// <summary>What new connections are made with.</summary>
    public UpstreamTlsFiles Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The file of the gateway's own certificate; null when it shows none.</summary>
    public string? ClientCertificate => _options.ClientCertificate;

    /// <inheritdoc/>
    public IEnumerable<string> Files
    {
        get
        {
            string?[] own = _options.ClientCertificate is { } path ? [path, ClientCertificateFile.FilesOf(path).KeyPath] : [];
            return [.. _options.TrustedRoots, .. _options.RevocationLists, .. own.OfType<string>()];
        }
    }

    /// <inheritdoc/>
    /// <remarks>When one file cannot be used, all stay as they were.</remarks>
    public void Reload()
    {
        try
        {
            Volatile.Write(ref _current, Load());
            Volatile.Write(ref _fault, null);
        }
        catch (InvalidDataException fault)
        {
            Volatile.Write(ref _fault, fault.Message);
        }
    }

    private UpstreamTlsFiles Load() => new(
        new CertificateDemands(
            CertificateUse.Server,
            _options.TrustedRoots.Count == 0 ? null : TrustFiles.Roots(_options.TrustedRoots),
            TrustFiles.ModeOf(_options.Revocation, _options.RevocationLists.Count > 0),
            TrustFiles.Lists(_options.RevocationLists)),
        _options.ClientCertificate is { } path ? LoadOwn(path) : null);

    private SslStreamCertificateContext LoadOwn(string path)
    {
        switch (UsableCertificate.Load(ClientCertificateFile.FilesOf(path), _time.GetUtcNow()))
        {
            case CertificateFile.Loaded loaded:
                // Offline: what is not in the file is not fetched from where a certificate says.
                return SslStreamCertificateContext.Create(loaded.Leaf, [.. loaded.Others], offline: true);
            case CertificateFile.Unusable unusable:
                throw new InvalidDataException(unusable.Reason);
            default:
                throw new InvalidOperationException("A file is loaded or unusable.");
        }
    }
}
