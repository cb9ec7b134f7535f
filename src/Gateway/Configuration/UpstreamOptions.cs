using System.ComponentModel.DataAnnotations;
using Gateway.Configuration.Form;

namespace Gateway.Configuration;

/// <summary>What the gateway adds to a YARP cluster.</summary>
internal sealed class UpstreamOptions
{
    /// <summary>Whether private names may be asked of it.</summary>
    public bool Private { get; set; }

    /// <summary>The gateway's own credential for this upstream.</summary>
    public UpstreamAuthorizationOptions? Authorization { get; set; }

    /// <summary>Transport security towards this upstream.</summary>
    public UpstreamTlsOptions Tls { get; set; } = new();

    /// <summary>
    /// Hosts that it may redirect to, such as the storage of its archives: the gateway follows, without the upstream's credential. As an
    /// environment's hosts: a name, <c>*.suffix</c>, either with a port. Only a host that is named in full may lie inside the network.
    /// </summary>
    public List<string> RedirectHosts { get; set; } = [];

    /// <summary>Attempts and their time limits.</summary>
    public ResilienceOptions Resilience { get; set; } = new();
}

/// <summary>A credential that the gateway presents to an upstream.</summary>
internal sealed class UpstreamAuthorizationOptions
{
    /// <summary>The authentication scheme, such as <c>Bearer</c> or <c>Basic</c> (RFC 9110 §11.1).</summary>
    public string Scheme { get; set; } = "Bearer";

    /// <summary>The file that holds the credential.</summary>
    public string SecretFile { get; set; } = "";
}

/// <summary>Transport security towards an upstream.</summary>
internal sealed class UpstreamTlsOptions
{
    /// <summary>PEM files of the only roots that are trusted; empty means the system's.</summary>
    public List<string> TrustedRoots { get; set; } = [];

    /// <summary>
    /// The client certificate: a PEM file with the certificate, its intermediates and its key, the key being in a file of the same name
    /// that ends in <c>.key</c> when it is not in this one; or a PFX file without a password.
    /// </summary>
    public string? ClientCertificate { get; set; }

    /// <summary>
    /// The name that the upstream is asked for in the handshake, and that its certificate must be for; null for the host in the
    /// destination's address, or the destination's <c>Host</c> where it has one.
    /// </summary>
    public string? ServerName { get; set; }

    /// <summary>Whether and how it is asked whether the upstream's certificate was taken back.</summary>
    public RevocationCheck Revocation { get; set; } = RevocationCheck.None;

    /// <summary>Files of certificate revocation lists (RFC 5280 §5; PEM or DER) for <c>Offline</c>.</summary>
    public List<string> RevocationLists { get; set; } = [];
}

/// <summary>Attempts and their time limits.</summary>
internal sealed class ResilienceOptions
{
    /// <summary>How many destinations are tried at most for one request: 1 to 10.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 2;

    /// <summary>How long a connection may take to be made; null for 10 s.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>
    /// How long one attempt may take until its response header section is there; null for what fits the request: 30 s for a document,
    /// 10 minutes for what a Go proxy may have to build first, 100 s otherwise.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>
    /// How long a body, once begun, may be silent; how long it takes as a whole is nobody's concern. Null for the cluster's
    /// <c>HttpRequest:ActivityTimeout</c>, or else as long as the longest attempt.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// How long all attempts together may take until a header section is there; null for 5 minutes, or one attempt where that is longer.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? TotalTimeout { get; set; }

    /// <summary>Which answers say that a destination cannot, so that another is asked.</summary>
    public List<int> RetryOn { get; set; } = [502, 503, 504];

    /// <summary>How many attempts beyond the first all requests together may cost, as a part of their number: 0 to 1.</summary>
    [Range(0d, 1d)]
    public double RetryBudget { get; set; } = 0.2;

    /// <summary>When a destination that fails is left alone.</summary>
    public BreakerOptions Breaker { get; set; } = new();

    /// <summary>
    /// How long a destination that is back takes to get its full share, where its weight counts: long enough to fill its caches.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.Day)]
    public TimeSpan SlowStart { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests are under way to the upstream at once; null when nobody counts.</summary>
    [Range(1, 1_000_000)]
    public int? MaxConcurrentRequests { get; set; }

    /// <summary>How many requests wait for that.</summary>
    [Range(0, 1_000_000)]
    public int QueueLength { get; set; } = 100;

    /// <summary>How long each of them waits. Who waits longer has given up, or is a client that asks again anyway.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>When a destination that fails is left alone.</summary>
internal sealed class BreakerOptions
{
    /// <summary>Whether it ever is.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many failures in a row it takes.</summary>
    [Range(1, 10_000)]
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>Which part of the attempts within <see cref="Window"/> must have failed: 0.01 to 1.</summary>
    [Range(0.01, 1d)]
    public double FailureRate { get; set; } = 0.5;

    /// <summary>How many attempts there must have been for that.</summary>
    [Range(1, 1_000_000)]
    public int MinimumRequests { get; set; } = 20;

    /// <summary>How long is looked back.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is left alone before one request tries it again. Short: that request goes on elsewhere if it fails.</summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);
}
