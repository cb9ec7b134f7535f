using System.Collections.Immutable;
using Gateway.Configuration;

namespace Gateway.Security.Certificates;

/// <summary>A certificate whose files have changed and do not load: the one before it is still shown.</summary>
/// <param name="Path">The certificate's file.</param>
/// <param name="Reason">What is wrong with the files now.</param>
internal sealed record StaleCertificate(string Path, string Reason);

/// <summary>
/// The server certificates in force, read from their files again when those change. Handshakes see one set or the other, whole; a file
/// that does not load, or a key that does not match yet, leaves the certificate before it in force.
/// </summary>
internal sealed class LiveCertificates
{
    private IReadOnlyList<CertificateOptions> _options;
    private State _state;

    /// <summary>Loads the certificates of a configuration that has passed <see cref="CertificateRules"/>.</summary>
    /// <param name="options">The certificates.</param>
    /// <exception cref="InvalidOperationException">A file has changed since it was checked and does not load.</exception>
    public LiveCertificates(IReadOnlyList<CertificateOptions> options)
    {
        _options = options;
        _state = new State(ServerCertificates.Load(_options), []);
    }

    /// <summary>The certificates in force.</summary>
    public ServerCertificates Current => Volatile.Read(ref _state).Certificates;

    /// <summary>Those whose files do not load at present.</summary>
    public ImmutableArray<StaleCertificate> Stale => Volatile.Read(ref _state).Stale;

    /// <summary>The files of all of them.</summary>
    public IEnumerable<string> Files =>
        _options.SelectMany(one => new[] { one.Path, one.KeyPath, one.PasswordFile }).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Another configuration is in force; its certificates are shown from the next <see cref="Reload"/> on. One that lists none changes
    /// nothing: the endpoints that are there go on with what they have.
    /// </summary>
    /// <param name="options">Its certificates.</param>
    /// <returns>Whether these are others than before.</returns>
    public bool Configure(IReadOnlyList<CertificateOptions> options)
    {
        if (options.Count == 0 || ReferenceEquals(options, _options))
        {
            return false;
        }

        _options = options;
        return true;
    }

    /// <summary>Reads the files again.</summary>
    /// <param name="now">The moment that dates are judged by.</param>
    public void Reload(DateTimeOffset now)
    {
        var certificates = ServerCertificates.Reload(_options, Current, now, out var stale);
        Volatile.Write(ref _state, new State(certificates, stale));
    }

    private sealed record State(ServerCertificates Certificates, ImmutableArray<StaleCertificate> Stale);
}
