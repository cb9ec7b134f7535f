using Microsoft.Extensions.Options;

namespace Gateway.Telemetry;

/// <summary>
/// The log level of the environment that the current request belongs to. A logger's filter is asked for every line,
/// so the level follows the request through all stages, the proxy's own lines and its background fetch.
/// </summary>
internal static class RequestLogLevel
{
    private static readonly AsyncLocal<RequestRecord?> Flow = new();

    /// <summary>The request that the current flow of execution belongs to, or null.</summary>
    public static RequestRecord? Current => Flow.Value;

    /// <summary>A level that may change while requests run.</summary>
    internal sealed class LevelSource(LogLevel level)
    {
        /// <summary>The level now.</summary>
        public LogLevel Level { get; set; } = level;
    }

    /// <summary>From here on, lines of this flow of execution belong to that request and are filtered by its environment's level.</summary>
    public static void Enter(RequestRecord request, LevelSource level)
    {
        request.LogLevel = level;
        Flow.Value = request;
    }

    /// <summary>Whether a line may be written: by the request's environment, or by the given level outside of any.</summary>
    public static bool Allows(LogLevel level, LogLevel outside) => level >= (Flow.Value?.LogLevel?.Level ?? outside);
}

/// <summary>Puts the environment's level before the configured one for the categories that speak about requests.</summary>
internal sealed class RequestLogFilter(IConfiguration configuration) : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>The categories (prefixes) whose lines belong to a request: the gateway's own and the proxy's.</summary>
    private static readonly string[] Categories = ["Gateway", ProxyCategory];

    /// <summary>What the proxy tells of itself outside of requests is a warning at least, unless its own level is set.</summary>
    private const string ProxyCategory = "Yarp";

    /// <summary>Its lines hold the query of the target, which may be a secret; the gateway tells each attempt in its own words.</summary>
    private const string ForwarderCategory = "Yarp.ReverseProxy.Forwarder";

    /// <summary>
    /// The server's own lines about requests, which the access log replaces. While they may be written, it makes a span and a log scope
    /// for every request, whether anybody records spans or not.
    /// </summary>
    private const string HostingCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <inheritdoc/>
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        options.Rules.Add(new LoggerFilterRule(providerName: null, ForwarderCategory, LogLevel.None, filter: null));
        // Who changed what is never a matter of levels.
        options.Rules.Add(new LoggerFilterRule(providerName: null, AuditCategory.Name, LogLevel.Information, filter: null));
        options.Rules.Add(new LoggerFilterRule(providerName: null, HostingCategory, LogLevel.None, filter: null));
        foreach (var category in Categories)
        {
            var outside = Configured($"Logging:LogLevel:{category}") ?? OtherwiseOf(category);
            options.Rules.Add(new LoggerFilterRule(
                providerName: null,
                category,
                logLevel: null,
                (_, _, level) => RequestLogLevel.Allows(level, outside)));
        }
    }

    private LogLevel OtherwiseOf(string category) =>
        category == ProxyCategory ? LogLevel.Warning : Configured("Logging:LogLevel:Default") ?? LogLevel.Information;

    private LogLevel? Configured(string path) =>
        Enum.TryParse<LogLevel>(configuration[path], ignoreCase: true, out var level) ? level : null;
}
