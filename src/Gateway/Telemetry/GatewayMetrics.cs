using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// The gateway's own instruments. Label values come from the configuration or from closed sets, never from a client's text.
/// </summary>
internal sealed class GatewayMetrics
{
    /// <summary>
    /// Bounds in seconds. A hit takes less than a millisecond and a cold archive half a minute; with the platform's bounds, which begin
    /// at 5 ms, all hits would lie in one bucket.
    /// </summary>
    private static readonly double[] DurationBounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Histogram<double> _requestDuration;
    private readonly Counter<long> _cacheRequests;
    private readonly Counter<long> _bytesServed;
    private readonly Counter<long> _collapsed;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _upstreamDuration;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _withheldNames;
    private readonly Counter<long> _droppedTelemetry;
    private long _activeRequests;
    private int _lastReloadSuccessful = 1;

    /// <summary>Makes the instruments.</summary>
    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewaySource.Name);
        var durations = new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds };
        _requestDuration = meter.CreateHistogram(
            "http.server.request.duration", "s", "Time from the request's header section to the end of its answer.", tags: null, durations);
        _cacheRequests = meter.CreateCounter<long>("gateway.cache.requests", "{request}", "Requests by what the cache did with them.");
        _bytesServed = meter.CreateCounter<long>(
            "gateway.cache.bytes_served", "By", "Body bytes sent to clients, by where they came from.");
        _collapsed = meter.CreateCounter<long>("gateway.cache.collapsed", "{request}", "Requests that joined another request's fetch.");
        _evictions = meter.CreateCounter<long>("gateway.cache.evictions", "{entry}", "Entries given up, by reason.");
        _attempts = meter.CreateCounter<long>("gateway.upstream.attempts", "{attempt}", "Attempts at a destination, by outcome.");
        _upstreamDuration = meter.CreateHistogram(
            "gateway.upstream.duration", "s", "Time until the upstream's header section.", tags: null, durations);
        _errors = meter.CreateCounter<long>("gateway.errors", "{response}", "Responses that the gateway itself made, by error code.");
        meter.CreateObservableUpDownCounter(
            "http.server.active_requests", () => Interlocked.Read(ref _activeRequests), "{request}", "Requests that are being answered.");
        _withheldNames = meter.CreateCounter<long>(
            "gateway.private_names.withheld", "{name}", "Private names that an upstream not marked private would have heard.");
        _droppedTelemetry = meter.CreateCounter<long>(
            "gateway.telemetry.dropped", "{item}", "Spans that the collector did not take and that were given up, by signal.");
        meter.CreateObservableGauge(
            "gateway.build_info",
            () => new Measurement<int>(1, new("version", ProductVersion.Text), new("runtime", $"{Environment.Version}")),
            description: "1; the labels tell which version runs, on which version of .NET.");
        meter.CreateObservableGauge(
            "gateway.config.last_reload_successful",
            () => Volatile.Read(ref _lastReloadSuccessful),
            description: "1 when the last reading of the configuration took effect, 0 when it was faulty.");
    }

    /// <summary>A request came.</summary>
    public void BeginRequest() => Interlocked.Increment(ref _activeRequests);

    /// <summary>A request is answered.</summary>
    /// <param name="method">Its method, as the client wrote it.</param>
    /// <param name="status">The status code of the answer.</param>
    /// <param name="environment">Its environment; null when no Host chose one, which is no label then.</param>
    /// <param name="repository">Its repository; null when there is none.</param>
    /// <param name="duration">How long it took.</param>
    public void EndRequest(string method, int status, string? environment, string? repository, TimeSpan duration)
    {
        Interlocked.Decrement(ref _activeRequests);
        if (!_requestDuration.Enabled)
        {
            return;
        }

        var labels = new TagList
        {
            { "http.request.method", RequestLabels.OfMethod(method) },
            { "http.response.status_code", RequestLabels.OfStatus(status) },
        };
        if (environment is not null)
        {
            labels.Add("environment", environment);
        }

        if (repository is not null)
        {
            labels.Add("repository", repository);
        }

        _requestDuration.Record(duration.TotalSeconds, labels);
    }

    /// <summary>Counts a request by what the cache did.</summary>
    public void CountCacheRequest(string environment, string repository, string status) =>
        _cacheRequests.Add(1, new("environment", environment), new("repository", repository), new("status", status));

    /// <summary>Counts body bytes sent to a client.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="source"><c>cache</c> or <c>upstream</c>.</param>
    public void CountBytesServed(long bytes, string source) =>
        _bytesServed.Add(bytes, new KeyValuePair<string, object?>("source", source));

    /// <summary>Counts a request that joined another request's fetch.</summary>
    public void CountCollapsed() => _collapsed.Add(1);

    /// <summary>Counts an entry that was given up.</summary>
    public void CountEviction(string reason) => _evictions.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Counts one attempt.</summary>
    public void CountAttempt(string upstream, string destination, string outcome) =>
        _attempts.Add(1, new("upstream", upstream), new("destination", destination), new("outcome", outcome));

    /// <summary>Records how long an upstream took until its header section was there.</summary>
    public void RecordUpstreamDuration(string upstream, TimeSpan duration) =>
        _upstreamDuration.Record(duration.TotalSeconds, new TagList { { "upstream", upstream } });

    /// <summary>Counts a response that the gateway itself made.</summary>
    public void CountError(string code) => _errors.Add(1, new KeyValuePair<string, object?>("error", code));

    /// <summary>Counts private names that were kept from an upstream.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="channel">Where the name stood: a word of a closed set.</param>
    /// <param name="names">How many.</param>
    public void CountWithheldName(string repository, string channel, int names = 1) =>
        _withheldNames.Add(names, new("repository", repository), new("channel", channel));

    /// <summary>Counts what was made for a collector and given up.</summary>
    /// <param name="signal"><c>traces</c>.</param>
    /// <param name="items">How many items.</param>
    public void CountDroppedTelemetry(string signal, int items)
    {
        if (items > 0)
        {
            _droppedTelemetry.Add(items, new KeyValuePair<string, object?>("signal", signal));
        }
    }

    /// <summary>Whether the last reading of the configuration took effect.</summary>
    public bool LastReloadSuccessful
    {
        get => Volatile.Read(ref _lastReloadSuccessful) == 1;
        set => Volatile.Write(ref _lastReloadSuccessful, value ? 1 : 0);
    }
}
