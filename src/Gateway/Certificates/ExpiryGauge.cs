using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Gateway.Telemetry;

namespace Gateway.Certificates;

/// <summary>How long the gateway's own certificates last, as a metric.</summary>
internal sealed class ExpiryGauge
{
    private readonly ConcurrentQueue<Func<IEnumerable<X509Certificate2>>> _sources = new();
    private readonly TimeProvider _time;

    /// <summary>Makes the metric.</summary>
    public ExpiryGauge(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        meters.Create(GatewaySource.Name).CreateObservableGauge(
            "gateway.certificate.expiry_seconds",
            Measure,
            "s",
            "How long the certificates last that the gateway shows; negative when they have expired.");
    }

    /// <summary>Tells of these, too.</summary>
    public void Add(Func<IEnumerable<X509Certificate2>> certificates) => _sources.Enqueue(certificates);

    // Several of one subject are one line, or a scrape would have two of the same labels: the one that ends first.
    private IEnumerable<Measurement<double>> Measure() => _sources
        .SelectMany(source => source())
        .GroupBy(certificate => certificate.Subject, StringComparer.Ordinal)
        .Select(same => new Measurement<double>(
            same.Min(certificate => (CertificateDates.To(certificate) - _time.GetUtcNow()).TotalSeconds),
            new KeyValuePair<string, object?>("subject", same.Key)));
}
