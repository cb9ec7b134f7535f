using System.Diagnostics.Metrics;
using Gateway.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Scrape;

/// <summary>
/// The metrics as a scraper reads them. Nothing is added up before <see cref="StartAsync"/> nor without an admin listener, and then
/// recording costs what the SDK's aggregation costs: a look-up by labels and an atomic addition. The package
/// OpenTelemetry.Exporter.Prometheus.AspNetCore, which would stand here, is not to be had.
/// </summary>
internal sealed class MetricScrape(AdminOptions admin, IMeterFactory meters) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly RecordedFamilies _recorded = new();
    private BaseExportingMetricReader? _reader;
    private MeterProvider? _provider;
    private ObservedFamilies? _observed;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (admin.Url.Length > 0)
        {
            _reader = new BaseExportingMetricReader(_recorded);
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(MeterChoice.Names)
                .AddView(instrument => instrument.IsObservable ? MetricStreamConfiguration.Drop : MeterChoice.ViewOf(instrument, meters))
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddReader(_reader)
                .Build();
            _observed = new ObservedFamilies(instrument => MeterChoice.IsChosen(instrument, meters));
        }

        return Task.CompletedTask;
    }

    /// <summary>Reads every instrument. Scrapes at the same time wait for each other.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public byte[] Read(ScrapeForm form)
    {
        if (_reader is null || _observed is null)
        {
            throw new InvalidOperationException("Metrics are not read before the host has started.");
        }

        lock (_gate)
        {
            var text = new PrometheusText(form);
            text.Begin("target_info", FamilyKind.Gauge, unit: null, "What is scraped.");
            text.Value([new("service.name", "gateway"), new("service.version", ProductVersion.Text)], 1);
            _recorded.Text = text;
            _recorded.Written.Clear();
            _reader.Collect();
            _recorded.Text = null;
            _observed.WriteTo(text, _recorded.Written);
            return text.ToBytes();
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _observed?.Dispose();
        _provider?.Dispose();
        _reader?.Dispose();
        _recorded.Dispose();
    }
}
