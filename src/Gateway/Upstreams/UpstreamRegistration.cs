using System.Security.Cryptography;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Addresses;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Choosing;
using Gateway.Upstreams.Health;
using Gateway.Upstreams.Hedging;
using Gateway.Upstreams.Redirects;
using Gateway.Upstreams.Repeating;
using Gateway.Upstreams.Resuming;
using Gateway.Upstreams.Tls;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Upstreams;

/// <summary>What this feature puts into the container and into the proxy's pipeline.</summary>
internal static class UpstreamRegistration
{
    /// <summary>Adds YARP with the gateway's configuration provider, transforms and clients.</summary>
    public static IServiceCollection AddUpstreams(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(_ => new Via(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))));
        services.AddSingleton<ISnapshotPart, UpstreamSecretsPart>();
        services.AddSingleton<ISnapshotPart, UpstreamPlansPart>();
        services.AddSingleton<ISnapshotPart, PublicHostsPart>();
        services.AddSingleton<PassiveHealth>();
        services.AddSingleton<UpstreamLedger>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Outcomes>();
        services.AddSingleton<AttemptReport>();
        services.AddSingleton<Resumption>();
        services.AddSingleton<Hedges>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Backoff>(provider, new Random()));
        services.AddSingleton<AnswerBodies>();
        services.AddSingleton<IHostedService, UpstreamGauges>();
        services.AddSingleton<ILoadBalancingPolicy, FirstPolicy>();
        services.AddSingleton<ILoadBalancingPolicy, WeightedRoundRobinPolicy>();
        services.AddSingleton<ILoadBalancingPolicy, PeakEwmaPolicy>();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<ProxyConfigProvider>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<GatewayState>());
        services.AddSingleton<UpstreamTrusts>();
        services.AddHostedService(provider => provider.GetRequiredService<UpstreamTrusts>());
        services.AddHostedService<SecretReloads>();
        services.AddSingleton<UpstreamHttpClient>();
        // Only cookies of session affinity are protected, and they mean nothing to another process; no key is to lie on a disk for them.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddReverseProxy().AddTransforms<ForwardingTransforms>();
        RemoveKeyStart(services);
        services.AddHealthChecksOfDestinations();
        services.TryAddSingleton<INames, SystemNames>();
        services.AddSingleton<IDestinationResolver, DestinationAddresses>();
        services.AddSingleton<Yarp.ReverseProxy.Forwarder.IForwarderHttpClientFactory, UpstreamHttpClientFactory>();
        if (options.SampleRegistry.Url is { } url)
        {
            services.AddSingleton<IHostedService>(provider => new SampleUpstream(url, provider.GetRequiredService<ILoggerFactory>()));
        }

        return services;
    }

    /// <summary>
    /// Data protection reads the keys of the user's home folder when the host starts, and makes one there, also where nobody uses them.
    /// </summary>
    private static void RemoveKeyStart(IServiceCollection services)
    {
        var starts = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly);
        foreach (var start in starts.ToList())
        {
            services.Remove(start);
        }
    }

    // After YARP's own services: of several, the last one is taken.
    private static void AddHealthChecksOfDestinations(this IServiceCollection services)
    {
        services.AddSingleton<IDestinationHealthUpdater, HealthChanges>();
        services.AddSingleton<IProbingRequestFactory, ProbeRequests>();
        services.AddSingleton<IActiveHealthCheckPolicy, ThresholdPolicy>();
        services.AddSingleton<IAvailableDestinationsPolicy, PanicPolicy>();
    }

    /// <summary>The stages between the cache and the forwarder.</summary>
    public static void UseUpstreams(this IReverseProxyApplicationBuilder proxy)
    {
        proxy.UseMiddleware<UpstreamChainMiddleware>();
        proxy.UseSessionAffinity();
        proxy.UseMiddleware<AttemptMiddleware>();
        proxy.UseLoadBalancing();
    }
}
