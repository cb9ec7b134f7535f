using System.Collections.Concurrent;
using Gateway.Certificates;
using Gateway.Configuration;

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

    /// <summary>An issuer that did not answer is asked again soon, and not by every request of an install.</summary>
    private static readonly TimeSpan UnknownRemembered = TimeSpan.FromSeconds(5);

    /// <summary>The platform's own limit is for each thing that it fetches; this one is for all of them.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(6);

    /// <summary>Agents of a large company, twice; beyond that all is forgotten, which costs each of them one check.</summary>
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<CertificateVerdict>>> _asking = new(StringComparer.Ordinal);

    private CertificateDemands _current = Load(options);

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
    public async ValueTask<CertificateVerdict> CheckAsync(PeerCertificate peer)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(peer.Key, out var known) && now < known.Until)
        {
            return known.Verdict;
        }

        var current = Volatile.Read(ref _current);
        var verdict = options.Revocation == RevocationCheck.Online
            ? await AskAsync(peer, current, now)
            : CertificateCheck.Check(peer, current, now);
        if (_known.Count >= MostRemembered)
        {
            _known.Clear();
        }

        var isUnknown = verdict is CertificateVerdict.Refused { Fault: CertificateFault.RevocationUnknown };
        _known[peer.Key] = new Known(verdict, now + (isUnknown ? UnknownRemembered : Remembered));
        return verdict;
    }

    // Asking on the network blocks: not on a thread of the server's, and one for all who show the same certificate meanwhile.
    private async Task<CertificateVerdict> AskAsync(PeerCertificate peer, CertificateDemands demands, DateTimeOffset now)
    {
        var asking = _asking.GetOrAdd(peer.Key, key => new Lazy<Task<CertificateVerdict>>(() => Task.Run(() =>
        {
            try
            {
                return CertificateCheck.Check(peer, demands, now);
            }
            finally
            {
                _asking.TryRemove(key, out _);
            }
        })));
        try
        {
            return await asking.Value.WaitAsync(LongestCheck, time);
        }
        catch (TimeoutException)
        {
            return CertificateCheck.NotAsked();
        }
    }

    private static CertificateDemands Load(ClientCertificateOptions options) => new(
        CertificateUse.Client,
        TrustFiles.Roots(options.TrustedRoots),
        TrustFiles.ModeOf(options.Revocation, options.RevocationLists.Count > 0),
        TrustFiles.Lists(options.RevocationLists));

    private readonly record struct Known(CertificateVerdict Verdict, DateTimeOffset Until);
}
