using Gateway.Certificates;
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
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotPart, PolicyNetworksPart>();
        services.AddSingleton<ISnapshotPart, AccessPoliciesPart>();
        services.AddSingleton<RefusalResponse>();
        services.AddSingleton<ShortLivedTokens>();
        services.AddSingleton<ClientCertificateDemand>();
        services.AddSingleton<LimitTable>();
        services.AddSingleton<ExpiryGauge>();
        services.AddHostedService<CertificateReloads>();
        services.AddAuthentication().AddScheme<CertificateAuthenticationOptions, CertificateAuthenticationHandler>(
            CertificateAuthenticationDefaults.AuthenticationScheme, configureOptions: null);
        return services;
    }
}
