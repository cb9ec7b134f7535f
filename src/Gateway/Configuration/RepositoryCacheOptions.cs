using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>How answers of one repository are cached, where RFC 9111 leaves the choice.</summary>
internal sealed class RepositoryCacheOptions
{
    /// <summary>How long a stale answer may be given while it is revalidated, where the upstream says nothing (RFC 5861 §3).</summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.TenYears)]
    public TimeSpan StaleWhileRevalidate { get; set; }

    /// <summary>How long a stale answer may be given when the upstream fails, where the upstream says nothing (RFC 5861 §4).</summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.TenYears)]
    public TimeSpan StaleIfError { get; set; }

    /// <summary>Lifetimes by status code, where the upstream gives none.</summary>
    public Dictionary<int, TimeSpan> Lifetimes { get; set; } = [];

    /// <summary>Whether <see cref="Lifetimes"/> win over what the upstream says.</summary>
    public bool OverrideUpstream { get; set; }

    /// <summary>Whether an answer without a lifetime gets a tenth of its <c>Last-Modified</c> age (RFC 9111 §4.2.2).</summary>
    public bool Heuristic { get; set; }

    /// <summary>Query parameters that do not count for the key; a trailing <c>*</c> matches any ending.</summary>
    public List<string> IgnoreQuery { get; set; } = [];

    /// <summary>Request header fields whose values are part of the key.</summary>
    public List<string> KeyHeaders { get; set; } = [];

    /// <summary>Whether <c>Set-Cookie</c> is stored with an answer, and so given to everybody who asks (RFC 9111 §7.3).</summary>
    public bool StoreSetCookie { get; set; }

    /// <summary>Whether answers to requests with <c>Authorization</c> are shared.</summary>
    public SharedAuthorization Authorization { get; set; } = SharedAuthorization.Standard;

    /// <summary>
    /// How long it is remembered that the upstream has confirmed a client's right to a package, where <c>PassAuthorization</c> meets
    /// <c>Shared</c>; zero asks each time.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.Day)]
    public TimeSpan ConfirmationLifetime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest body stored for this repository; null means the cache's own limit.</summary>
    public ByteSize? MaxObjectSize { get; set; }
}

/// <summary>When an answer to a request with <c>Authorization</c> may be given to others.</summary>
internal enum SharedAuthorization
{
    /// <summary>Only where RFC 9111 §3.5 allows it.</summary>
    Standard,

    /// <summary>The gateway's own authorization suffices; the upstream's answer does not depend on the client's credential.</summary>
    Shared,
}
