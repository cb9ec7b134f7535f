using Gateway.Certificates;
using Gateway.Environments;
using Gateway.Security.Grants;
using Gateway.Security.Identities;

namespace Gateway.Security.Certificates;

/// <summary>
/// Looks every second whether a certificate file, a root or a revocation list has changed, and has it read again.
/// </summary>
internal sealed class CertificateReloads : FileReloads
{
    private readonly LiveCertificates? _certificates;
    private readonly OperatorTrust? _operators;
    private readonly GatewayState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes the service.</summary>
    public CertificateReloads(
        GatewayState state, TimeProvider time, ExpiryGauge gauge, ILoggerFactory loggers, LiveCertificates? certificates = null,
        OperatorTrust? operators = null)
        : base(time)
    {
        (_certificates, _operators, _state, _time) = (certificates, operators, state, time);
        _logger = loggers.CreateLogger("Gateway.Security");
        gauge.Add(() => (_certificates?.Current.All ?? []).Select(certificate => certificate.Leaf));
    }

    /// <inheritdoc/>
    protected override void Look()
    {
        if (_certificates is { } certificates && HaveChanged(certificates, out var isFirst))
        {
            certificates.Reload(_time.GetUtcNow());
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
        foreach (var trust in trusts.Where(trust => HaveChanged(trust, trust.Files, out _)))
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

    private bool HaveChanged(LiveCertificates certificates, out bool isFirst)
    {
        var areOthers = _state.IsReady && certificates.Configure(_state.Current.Snapshot.Source.Options.Certificates);
        return HaveChanged(certificates, certificates.Files, out isFirst) || areOthers;
    }
}
