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

    /// <summary>How the names of its destinations are looked up.</summary>
    public UpstreamNamesOptions Names { get; set; } = new();

    /// <summary>What the gateway adds to the cluster's <c>HealthCheck</c>.</summary>
    public HealthOptions Health { get; set; } = new();

    /// <summary>Attempts and their time limits.</summary>
    public ResilienceOptions Resilience { get; set; } = new();
}

/// <summary>How the names of an upstream's destinations are looked up, without a restart.</summary>
internal sealed class UpstreamNamesOptions
{
    /// <summary>Whether each address that a name has is a destination of its own: tried, left alone and taken back by itself.</summary>
    public bool EveryAddress { get; set; }

    /// <summary>
    /// How often names are looked up. Without <see cref="EveryAddress"/>, how long a connection lives before the next one goes where the
    /// name then leads.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Second, DurationLimits.Day)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// What the gateway adds to a cluster's <c>HealthCheck</c>, where path (<c>/health</c> when none is said), interval and timeout of the
/// checks stand.
/// </summary>
internal sealed class HealthOptions
{
    /// <summary>The statuses that say a destination is well; empty for 200 to 299.</summary>
    public List<int> Statuses { get; set; } = [];

    /// <summary>What the first 64 KiB of the body must contain; null when it does not matter.</summary>
    public string? Contains { get; set; }

    /// <summary>How many failed checks in a row take a destination out.</summary>
    [Range(1, 1000)]
    public int UnhealthyThreshold { get; set; } = 2;

    /// <summary>How many good ones in a row take it back, to a share that grows over <c>SlowStart</c>.</summary>
    [Range(1, 1000)]
    public int HealthyThreshold { get; set; } = 2;

    /// <summary>
    /// When checks leave less than this part of the destinations, all are asked: 0 to 1. Where it is 0, that is when they leave none, or
    /// what the cluster's <c>AvailableDestinationsPolicy</c> says.
    /// </summary>
    [Range(0d, 1d)]
    public double PanicThreshold { get; set; }
}

/// <summary>A credential that the gateway presents to an upstream.</summary>
internal sealed class UpstreamAuthorizationOptions
{
    /// <summary>The authentication scheme, such as <c>Bearer</c> or <c>Basic</c> (RFC 9110 §11.1).</summary>
    public string Scheme { get; set; } = "Bearer";

    /// <summary>The file that holds the credential; it is read again within seconds of a change.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>The name of the environment variable that holds the credential, instead of a file.</summary>
    public string SecretVariable { get; set; } = "";
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

    /// <summary>
    /// How long is waited, about, before destinations that have all failed are asked once more, when no other upstream is left: twice as
    /// long each time, and as long as they ask for with <c>Retry-After</c>, up to 2 s. Zero for never: npm, go and NuGet ask again by
    /// themselves, and a stale answer, where one is allowed, would have to wait.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Zero, DurationLimits.Day)]
    public TimeSpan Backoff { get; set; }

    /// <summary>
    /// The largest request body that is held so that it can be sent again, where the request may be: at most 16MiB, <c>0B</c> for none.
    /// </summary>
    public ByteSize MaxHeldBodySize { get; set; } = new(64 * 1024);

    /// <summary>When a slow GET is asked of a second destination as well.</summary>
    public HedgingOptions Hedging { get; set; } = new();

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

/// <summary>When a slow GET is asked of a second destination as well; whoever answers first is passed on.</summary>
internal sealed class HedgingOptions
{
    /// <summary>Whether it ever is.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// How long the first one is waited for; null for what 95 of 100 of the upstream's latest answers stayed below, once there are enough.
    /// </summary>
    [Range(typeof(TimeSpan), DurationLimits.Millisecond, DurationLimits.Day)]
    public TimeSpan? Delay { get; set; }
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
