using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>
/// What one request turned out to be, filled in by the stages as they decide and read once at its end: by the access log,
/// the metrics and the server span. It decides nothing; no stage reads what another wrote here.
/// </summary>
internal sealed class RequestRecord
{
    private ActivityContext _trace;

    /// <summary>The level of the request's environment, null before it is chosen.</summary>
    public RequestLogLevel.LevelSource? LogLevel { get; set; }

    /// <summary>
    /// The trace that the request belongs to: that of its span where spans are recorded, and otherwise one of its own, made when somebody
    /// asks. A span for each request would cost more than all stages of a hit, and nobody would see it.
    /// </summary>
    public string TraceId => (Activity.Current?.TraceId ?? OwnTrace.TraceId).ToHexString();

    /// <summary>The value of <c>traceparent</c> (W3C Trace Context, §3.2) that tells an upstream of this request.</summary>
    public string TraceParent => Activity.Current?.Id
        ?? $"00-{OwnTrace.TraceId.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{(byte)OwnTrace.TraceFlags:x2}";

    private ActivityContext OwnTrace
    {
        get
        {
            if (_trace == default)
            {
                _trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
            }

            return _trace;
        }
    }

    /// <summary>Goes on with the trace of a peer whose word is believed. A malformed field is as none.</summary>
    /// <param name="traceparent">Its field <c>traceparent</c>, or null.</param>
    public void ContinueTrace(string? traceparent)
    {
        if (traceparent is not null && ActivityContext.TryParse(traceparent, traceState: null, out var trace))
        {
            _trace = trace;
        }
    }

    /// <summary>Goes on with the trace of another request, of which this one is a part.</summary>
    public void ContinueTrace(RequestRecord cause) => _trace = cause.OwnTrace;

    /// <summary>The environment that the Host chose, or null when none did.</summary>
    public string? Environment { get; set; }

    /// <summary>The repository, or the id of the user's own YARP route.</summary>
    public string? Repository { get; set; }

    /// <summary>Who asked, or null for nobody known.</summary>
    public string? Identity { get; set; }

    /// <summary>The role that allowed it.</summary>
    public string? Role { get; set; }

    /// <summary>The package that the path names, in its canonical form.</summary>
    public string? PackageName { get; set; }

    /// <summary>The version of the package that the path names.</summary>
    public string? PackageVersion { get; set; }

    /// <summary>The word of <c>X-Cache-Status</c>.</summary>
    public string? CacheStatus { get; set; }

    /// <summary>Why it was not a hit, or why it was not stored.</summary>
    public string? CacheReason { get; set; }

    /// <summary>The upstream that answered.</summary>
    public string? Upstream { get; set; }

    /// <summary>Takes over what a fetch on behalf of this request found out about the upstream.</summary>
    public void TakeUpstream(RequestRecord fetch) => (Upstream, UpstreamDuration) = (fetch.Upstream, fetch.UpstreamDuration);

    /// <summary>The code of the error that the gateway itself answered with.</summary>
    public string? Error { get; set; }

    /// <summary>How long the upstream took until its header section was there.</summary>
    public TimeSpan? UpstreamDuration { get; set; }

    /// <summary>Bytes of the response body that were handed to the server; null where its <c>Content-Length</c> tells.</summary>
    public long? BodyBytes { get; set; }
}
