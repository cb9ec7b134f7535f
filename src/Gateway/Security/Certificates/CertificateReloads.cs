using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Gateway.Environments;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Gateway.Telemetry;

namespace Gateway.Security.Certificates;

/// <summary>
/// Looks every second whether a certificate file, a root or a revocation list has changed, and has it read again. The contents are
/// compared, not the times: Kubernetes swaps a folder under links whose own times never change, and file systems over the network signal
/// nothing. A few kilobytes a second cost nothing.
/// </summary>
internal sealed class CertificateReloads : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LiveCertificates? _certificates;
    private readonly OperatorTrust? _operators;
    private readonly GatewayState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<object, string> _seen = [];

    /// <summary>Makes the service, and the metric of how long certificates last.</summary>
    public CertificateReloads(
        GatewayState state, TimeProvider time, IMeterFactory meters, ILoggerFactory loggers, LiveCertificates? certificates = null,
        OperatorTrust? operators = null)
    {
        (_certificates, _operators, _state, _time) = (certificates, operators, state, time);
        _logger = loggers.CreateLogger("Gateway.Security");
        meters.Create(GatewaySource.Name).CreateObservableGauge(
            "gateway.certificate.expiry_seconds",
            () => (_certificates?.Current.All ?? []).Select(certificate => new Measurement<double>(
                (CertificateDates.To(certificate.Leaf) - _time.GetUtcNow()).TotalSeconds,
                new KeyValuePair<string, object?>("subject", certificate.Leaf.Subject))),
            "s",
            "How long server certificates last; negative when they have expired.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Look();
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        if (_certificates is { } certificates && HasChanged(certificates, certificates.Files, out var isFirst))
        {
            certificates.Reload();
            foreach (var stale in certificates.Stale)
            {
                Log.CertificateStale(_logger, stale.Path, stale.Reason);
            }

            if (!isFirst)
            {
                Log.CertificatesRead(_logger, certificates.Current.All.Length - certificates.Stale.Length, certificates.Current.All.Length);
            }
        }

        if (!_state.IsReady)
        {
            return;
        }

        var trusts = _state.Current.Snapshot.Part<AccessPolicies>().Trusts.Concat(_operators is null ? [] : [_operators.Trust]);
        foreach (var trust in trusts.Where(trust => HasChanged(trust, trust.Files, out _)))
        {
            try
            {
                trust.Reload();
            }
            catch (InvalidDataException fault)
            {
                Log.TrustStale(_logger, fault.Message);
            }
        }
    }

    /// <summary>
    /// Whether the files hold something else than at the last look. The first look counts as a change: the files were loaded before it,
    /// and what came between the two would never be seen.
    /// </summary>
    private bool HasChanged(object owner, IEnumerable<string> files, out bool isFirst)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // The length before each content: what moves from one file to the next is a change.
            var content = CertificateFile.Read(file);
            hash.AppendData(BitConverter.GetBytes(content?.Length ?? -1));
            hash.AppendData(content ?? []);
        }

        var now = Convert.ToHexString(hash.GetHashAndReset());
        isFirst = !_seen.TryGetValue(owner, out var before);
        _seen[owner] = now;
        return isFirst || before != now;
    }
}
