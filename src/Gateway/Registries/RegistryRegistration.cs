using Gateway.Environments;
using Gateway.Registries.Integrity;
using Gateway.Registries.Names;

namespace Gateway.Registries;

/// <summary>What this feature puts into the container.</summary>
internal static class RegistryRegistration
{
    /// <summary>Adds what the stages of the registries need.</summary>
    public static IServiceCollection AddRegistries(this IServiceCollection services)
    {
        services.AddSingleton<ISnapshotPart, PrivateNameTablePart>();
        services.AddSingleton<AuditScreen>();
        services.AddSingleton<ClientRights>();
        services.AddSingleton<InnerRequests>();
        services.AddSingleton<DigestIndex>();
        services.AddSingleton<PackageDigests>();
        return services;
    }
}
