using Microsoft.Extensions.Options;

namespace Gateway.Telemetry;

/// <summary>
/// The log level of the environment that the current request belongs to. A logger's filter is asked for every line,
/// so the level follows the request through all stages, the proxy's own lines and its background fetch.
/// </summary>
internal static class RequestLogLevel
{
    // Boxed once per environment, so that setting it costs one slot of the execution context and no more.
    private static readonly AsyncLocal<LevelSource?> Current = new();

    /// <summary>A level that may change while requests run.</summary>
    internal sealed class LevelSource(LogLevel level)
    {
        /// <summary>The level now.</summary>
        public LogLevel Level { get; set; } = level;
    }

    /// <summary>From here on, lines of this flow of execution are filtered by that environment's level.</summary>
    public static void Enter(LevelSource source) => Current.Value = source;

    /// <summary>Whether a line may be written: by the request's environment, or by the given level outside of any.</summary>
    public static bool Allows(LogLevel level, LogLevel outside) => level >= (Current.Value?.Level ?? outside);
}

/// <summary>Puts the environment's level before the configured one for the categories that speak about requests.</summary>
internal sealed class RequestLogFilter(IConfiguration configuration) : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>The categories (prefixes) whose lines belong to a request: the gateway's own and the proxy's.</summary>
    private static readonly string[] Categories = ["Gateway", "Yarp"];

    /// <summary>Its lines hold the query of the target, which may be a secret; the gateway tells each attempt in its own words.</summary>
    private const string ForwarderCategory = "Yarp.ReverseProxy.Forwarder";

    /// <inheritdoc/>
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        options.Rules.Add(new LoggerFilterRule(providerName: null, ForwarderCategory, LogLevel.None, filter: null));
        options.Rules.Add(new LoggerFilterRule(providerName: null, AuditCategory.Name, LogLevel.Information, filter: null));
        foreach (var category in Categories)
        {
            var outside = Configured($"Logging:LogLevel:{category}") ?? Configured("Logging:LogLevel:Default") ?? LogLevel.Information;
            options.Rules.Add(new LoggerFilterRule(
                providerName: null,
                category,
                logLevel: null,
                (_, _, level) => RequestLogLevel.Allows(level, outside)));
        }
    }

    private LogLevel? Configured(string path) =>
        Enum.TryParse<LogLevel>(configuration[path], ignoreCase: true, out var level) ? level : null;
}
