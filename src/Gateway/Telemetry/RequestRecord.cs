namespace Gateway.Telemetry;

/// <summary>
/// What one request turned out to be, filled in by the stages as they decide and read once at its end: by the access log,
/// the metrics and the server span. It decides nothing; no stage reads what another wrote here.
/// </summary>
internal sealed class RequestRecord
{
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
