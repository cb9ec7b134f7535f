using System.ComponentModel.DataAnnotations;

namespace Gateway.Configuration;

/// <summary>One environment: the hosts that choose it, its log level, its security policy.</summary>
internal sealed class EnvironmentOptions
{
    /// <summary>Host names: exact, <c>*.suffix</c>, either with <c>:port</c>. At least one.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>The lowest level that lines of this environment's requests are written at.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>Which part of its traces is kept, 0 to 1, where the client did not decide; that of <c>Telemetry</c> unless said.</summary>
    [Range(0.0, 1.0)]
    public double? TraceSampling { get; set; }

    /// <summary>The name of the security policy. The default reveals nothing to a client.</summary>
    public string SecurityPolicy { get; set; } = "strict";
}
