using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Security;
using Gateway.Telemetry;
using Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>What the features put into the container.</summary>
internal static class GatewayServices
{
    /// <summary>Adds every feature.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, RequestLogFilter>();
        services.AddSingleton<ErrorResponse>();
        services.AddSingleton<ProxyConfigProvider>();
        services.AddSingleton<GatewayState>();
        services.AddSingleton<IConfigurationRule, EnvironmentRules>();
        services.AddSingleton<ISnapshotPart, PolicyNetworksPart>();
        services.AddUpstreams();
        return services;
    }
}
