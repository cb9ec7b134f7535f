using Gateway.Certificates;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Security.Certificates;
using Gateway.Security.Grants;
using Gateway.Security.Identities;
using Gateway.Security.Limits;

namespace Gateway.Security;

/// <summary>What this feature puts into the container.</summary>
internal static class SecurityRegistration
{
    /// <summary>Adds identities, grants and the parts of a snapshot that they are compiled to.</summary>
    /// <param name="services">The container.</param>
    /// <param name="admin">Who may use the admin listener.</param>
    public static IServiceCollection AddSecurity(this IServiceCollection services, AdminOptions admin)
    {
        services.AddSingleton<ISnapshotPart, PolicyNetworksPart>();
        services.AddSingleton<ISnapshotPart, AccessPoliciesPart>();
        services.AddSingleton<RefusalResponse>();
        services.AddSingleton<ShortLivedTokens>();
        services.AddSingleton<ClientCertificateDemand>();
        services.AddSingleton<LimitTable>();
        services.AddSingleton<ExpiryGauge>();
        services.AddSingleton<ConnectionLimit>();
        if (admin.ClientCertificates is { } operators)
        {
            services.AddSingleton(provider => new OperatorTrust(operators, admin.Operators, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddHostedService<CertificateReloads>();
        services.AddAuthentication().AddScheme<CertificateAuthenticationOptions, CertificateAuthenticationHandler>(
            CertificateAuthenticationDefaults.AuthenticationScheme, configureOptions: null);
        return services;
    }
}
