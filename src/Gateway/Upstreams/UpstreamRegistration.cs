using System.Security.Cryptography;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Upstreams.Breaking;
using Gateway.Upstreams.Choosing;
using Gateway.Upstreams.Resuming;
using Gateway.Upstreams.Tls;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.LoadBalancing;

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
        services.AddSingleton<PassiveHealth>();
        services.AddSingleton<UpstreamLedger>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Outcomes>();
        services.AddSingleton<AttemptReport>();
        services.AddSingleton<Resumption>();
        services.AddSingleton<AnswerBodies>();
        services.AddSingleton<IHostedService, UpstreamGauges>();
        services.AddSingleton<ILoadBalancingPolicy, FirstPolicy>();
        services.AddSingleton<ILoadBalancingPolicy, WeightedRoundRobinPolicy>();
        services.AddSingleton<ILoadBalancingPolicy, PeakEwmaPolicy>();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<ProxyConfigProvider>());
        services.AddSingleton<IConfigChangeListener>(provider => provider.GetRequiredService<GatewayState>());
        services.AddSingleton<UpstreamTrusts>();
        services.AddHostedService(provider => provider.GetRequiredService<UpstreamTrusts>());
        services.AddSingleton<UpstreamHttpClient>();
        // Only cookies of session affinity are protected, and they mean nothing to another process; no key is to lie on a disk for them.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddReverseProxy().AddTransforms<ForwardingTransforms>();
        services.AddSingleton<Yarp.ReverseProxy.Forwarder.IForwarderHttpClientFactory, UpstreamHttpClientFactory>();
        if (options.SampleRegistry.Url is { } url)
        {
            services.AddSingleton<IHostedService>(provider => new SampleUpstream(url, provider.GetRequiredService<ILoggerFactory>()));
        }

        return services;
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
