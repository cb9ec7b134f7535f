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

    /// <summary>A PEM file with the client certificate and its key.</summary>
    public string? ClientCertificate { get; set; }
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
}
