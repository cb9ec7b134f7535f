using Gateway.Admin;
using Gateway.Admin.Dashboard;
using Gateway.Caching;
using Gateway.Configuration;
using Gateway.Draining;
using Gateway.Environments;
using Gateway.Errors;
using Gateway.Registries;
using Gateway.Security;
using Gateway.Telemetry;
using Gateway.Upstreams;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway;

/// <summary>What the features put into the container.</summary>
internal static class GatewayServices
{
    /// <summary>Adds every feature.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, LoadedConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddTelemetry(configuration.Options.Telemetry, configuration.Options.Admin);
        services.AddSingleton<ErrorResponse>();
        services.AddSingleton<ProxyConfigProvider>();
        services.AddSingleton<GatewayState>();
        services.AddSingleton<IConfigurationRule, EnvironmentRules>();
        services.AddSingleton<ITransformProvider, OwnAnswerFields>();
        services.AddSecurity(configuration.Options.Admin);
        services.AddRegistries();
        services.AddCaching(configuration.Options.Cache);
        services.AddUpstreams(configuration.Options);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GatewayDrain>(provider, configuration.Options.Drain));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayDrain>());
        services.AddSingleton<OpenConnections>();
        services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = configuration.Options.Drain.AcceptFor + configuration.Options.Drain.FinishWithin);
        services.AddDashboard();
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<AdminListener>(provider, configuration.Options.Admin));
        if (ServiceManager.OfThisProcess() is { } manager)
        {
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ServiceNotification>(provider, manager));
        }

        return services;
    }
}
