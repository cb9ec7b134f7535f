using Gateway.Configuration;
using Gateway.Telemetry.Export;
using Gateway.Telemetry.Recent;
using Gateway.Telemetry.Scrape;
using Microsoft.Extensions.Options;

namespace Gateway.Telemetry;

/// <summary>What this feature puts into the container.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Adds the instruments, the log level by environment and the export.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetryOptions options, AdminOptions admin)
    {
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<RecentRequests>();
        services.AddLogging(logging => logging.AddLogExport(options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MetricScrape>(provider, admin));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MetricScrape>());
        services.AddSingleton<IExternalScopeProvider, RequestScopes>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, RequestLogFilter>();
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<TelemetryExport>(provider, options));
        return services;
    }
}
