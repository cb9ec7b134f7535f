using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Gateway.Certificates;

namespace Gateway.Upstreams.Tls;

/// <summary>The transport security of every upstream, looked after while the gateway runs: files that change are read again.</summary>
internal sealed class UpstreamTrusts : FileReloads
{
    // Weak: what the connections of an upstream hold on to goes when they go, after a reload that has taken the upstream out.
    private readonly ConcurrentDictionary<string, WeakReference<UpstreamTrust>> _trusts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger _logger;

    /// <summary>Makes the service.</summary>
    /// <param name="time">The clock of the looks.</param>
    /// <param name="gauge">The metric of how long certificates last.</param>
    /// <param name="loggers">Where it says what changed.</param>
    public UpstreamTrusts(TimeProvider time, ExpiryGauge gauge, ILoggerFactory loggers)
        : base(time)
    {
        _logger = loggers.CreateLogger("Gateway.Upstreams");
        gauge.Add(() => _trusts.Keys.Select(upstream => Find(upstream)?.Current.Shown?.TargetCertificate).OfType<X509Certificate2>());
    }

    /// <summary>What is held of an upstream; null when nothing is.</summary>
    /// <param name="upstream">Its id.</param>
    public UpstreamTrust? Find(string upstream) =>
        _trusts.TryGetValue(upstream, out var reference) && reference.TryGetTarget(out var trust) ? trust : null;

    /// <summary>Looks after this one from now on, in place of what the upstream had before.</summary>
    public void Add(string upstream, UpstreamTrust trust) => _trusts[upstream] = new WeakReference<UpstreamTrust>(trust);

    /// <inheritdoc/>
    protected override void Look()
    {
        foreach (var upstream in _trusts.Keys)
        {
            if (Find(upstream) is { } trust)
            {
                Follow(trust, fault => Log.TlsFilesStale(_logger, upstream, fault), () => Log.TlsFilesRead(_logger, upstream));
            }
        }
    }
}
