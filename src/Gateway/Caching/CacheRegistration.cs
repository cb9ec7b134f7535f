using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.InMemory;

namespace Gateway.Caching;

/// <summary>What this feature puts into the container.</summary>
internal static class CacheRegistration
{
    /// <summary>Adds the store and the stages of the cache.</summary>
    public static IServiceCollection AddCaching(this IServiceCollection services, CacheOptions options)
    {
        services.AddSingleton<ISnapshotPart, CacheRulesPart>();
        services.AddSingleton<StoreObserver>();
        services.AddSingleton<ICacheStore>(provider => new MemoryStore(
            new MemoryStoreOptions(options.MemorySize.Bytes),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StoreObserver>()));
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<GrowingAnswer>();
        services.AddSingleton<CacheReporting>();
        services.AddSingleton<CachePassage>();
        services.AddSingleton<UncacheableKeys>();
        services.AddSingleton<FetchTable>();
        services.AddSingleton<FetchStage>();
        return services;
    }
}
