using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Security.Certificates;

namespace Gateway.Security.Identities;

/// <summary>
/// Whom one policy trusts to name clients: its roots and revocation lists, read from files and read again when they change, and what
/// was lately found of certificates.
/// </summary>
/// <param name="options">The policy's client certificates; the rules have passed them.</param>
/// <param name="time">The clock of the dates.</param>
internal sealed class ClientTrust(ClientCertificateOptions options, TimeProvider time)
{
    /// <summary>Long enough that an install of a thousand packages checks once, short enough that nobody waits for a revocation.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    /// <summary>Agents of a large company, twice; beyond that all is forgotten, which costs each of them one check.</summary>
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (ClientCertificateVerdict Verdict, DateTimeOffset Until)> _known =
        new(StringComparer.Ordinal);

    private CertificateAuthenticationOptions _current = Load(options);

    /// <summary>What certificates are checked by now.</summary>
    public CertificateAuthenticationOptions Current => Volatile.Read(ref _current);

    /// <summary>The files that it was read from.</summary>
    public IEnumerable<string> Files => options.TrustedRoots.Concat(options.RevocationLists);

    /// <summary>Reads the files again and forgets what was found by the old ones.</summary>
    /// <exception cref="InvalidDataException">A file does not read; the old ones stay in force.</exception>
    public void Reload()
    {
        var loaded = Load(options);
        Volatile.Write(ref _current, loaded);
        _known.Clear();
    }

    /// <summary>Checks a certificate, or says again what was found of it within the last minute.</summary>
    public async ValueTask<ClientCertificateVerdict> CheckAsync(PeerCertificate peer)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(peer.Key, out var known) && now < known.Until)
        {
            return known.Verdict;
        }

        var current = Current;

        // Asking on the network blocks: not on a thread of the server's.
        var verdict = current.RevocationMode == X509RevocationMode.Online
            ? await Task.Run(() => ClientCertificateCheck.Check(peer, current, now))
            : ClientCertificateCheck.Check(peer, current, now);
        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }

        _known[peer.Key] = (verdict, now + Remembered);
        return verdict;
    }

    private static CertificateAuthenticationOptions Load(ClientCertificateOptions options)
    {
        var loaded = new CertificateAuthenticationOptions
        {
            ChainTrustValidationMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = options.Revocation switch
            {
                RevocationCheck.Online => X509RevocationMode.Online,
                RevocationCheck.Offline when options.RevocationLists.Count == 0 => X509RevocationMode.Offline,
                _ => X509RevocationMode.NoCheck,
            },
            RevocationLists = [.. options.RevocationLists.Select(ReadList)],
        };
        foreach (var file in options.TrustedRoots)
        {
            loaded.CustomTrustStore.AddRange(ReadRoots(file));
        }

        return loaded;
    }

    private static X509Certificate2[] ReadRoots(string file) =>
        CertificateFile.Read(file) is { } bytes && CertificateFile.ReadAll(bytes, password: null) is { } roots
            ? [.. roots]
            : throw new InvalidDataException($"'{file}' holds no certificate that can be read.");

    private static RevocationList ReadList(string file) =>
        CertificateFile.Read(file) is { } bytes && RevocationList.Read(bytes) is { } list
            ? list
            : throw new InvalidDataException($"'{file}' is no certificate revocation list that can be read.");
}
