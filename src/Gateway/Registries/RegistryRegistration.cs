using Gateway.Configuration;
using Gateway.Environments;
using Gateway.Registries.Names;

namespace Gateway.Registries;

/// <summary>What this feature puts into the container.</summary>
internal static class RegistryRegistration
{
    /// <summary>Adds the rules of the private names and their part of a snapshot.</summary>
    public static IServiceCollection AddRegistries(this IServiceCollection services)
    {
        services.AddSingleton<IConfigurationRule, PrivateNameRules>();
        services.AddSingleton<ISnapshotPart, PrivateNameTablePart>();
        return services;
    }
}
