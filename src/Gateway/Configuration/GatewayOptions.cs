namespace Gateway.Configuration;

/// <summary>The whole <c>Gateway</c> section. Every value has a default, so an empty section is a valid one.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Gateway";

    /// <summary>The environments served, by name.</summary>
    public Dictionary<string, EnvironmentOptions> Environments { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The repositories mounted in them, by name.</summary>
    public Dictionary<string, RepositoryOptions> Repositories { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the gateway adds to the YARP cluster of that id.</summary>
    public Dictionary<string, UpstreamOptions> Upstreams { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Security policies by name; <c>open</c>, <c>internal</c> and <c>strict</c> exist without being written down.</summary>
    public Dictionary<string, SecurityPolicyOptions> SecurityPolicies { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The stores of the HTTP cache.</summary>
    public CacheOptions Cache { get; set; } = new();

    /// <summary>Server certificates, chosen by the TLS server name.</summary>
    public List<CertificateOptions> Certificates { get; set; } = [];

    /// <summary>Networks (CIDR) whose <c>X-Forwarded-*</c> fields are believed. Nobody's by default.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>Connections of clients.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>The admin listener.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>How the gateway ends.</summary>
    public DrainOptions Drain { get; set; } = new();

    /// <summary>Export of traces, metrics and logs.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The small registry of the Development profile.</summary>
    public SampleRegistryOptions SampleRegistry { get; set; } = new();
}
