using System.Diagnostics.Metrics;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache.Storage;
using Gateway.HttpCache.Storage.InMemory;
using Gateway.HttpCache.Storage.Tiers;

namespace Gateway.Caching;

/// <summary>What this feature puts into the container.</summary>
internal static class CacheRegistration
{
    /// <summary>Adds the store and the stages of the cache.</summary>
    public static IServiceCollection AddCaching(this IServiceCollection services, CacheOptions options)
    {
        services.AddSingleton<ISnapshotPart, CacheRulesPart>();
        services.AddSingleton<CacheTallies>();
        services.AddSingleton<StoreObserver>();
        services.AddSingleton(provider =>
        {
            var store = OpenStore(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StoreObserver>());
            CacheGauges.Observe(store, provider.GetRequiredService<IMeterFactory>());
            return store;
        });
        services.AddSingleton<CachePurge>();
        services.AddSingleton<PurgeRequest>();
        services.AddSingleton<CacheWarming>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<GrowingAnswer>();
        services.AddSingleton<CacheReporting>();
        services.AddSingleton<CacheInvalidation>();
        services.AddSingleton<CachePassage>();
        services.AddSingleton<UncacheableKeys>();
        services.AddSingleton<FetchTable>();
        services.AddSingleton<FetchRunner>();
        services.AddSingleton<FetchStage>();
        return services;
    }

    private static ICacheStore OpenStore(CacheOptions options, TimeProvider time, StoreObserver observer) =>
        options.DiskSize.Bytes == 0
            ? new MemoryStore(
                new MemoryStoreOptions(options.MemorySize.Bytes) { MaxBodyLength = Smaller(options.MaxObjectSize, options.MemorySize) },
                time,
                observer)
            : TieredStore.Open(
                new TieredStoreOptions(Path.GetFullPath(options.Directory), options.DiskSize.Bytes, options.MemorySize.Bytes)
                {
                    MaxBodyLength = Smaller(options.MaxObjectSize, options.DiskSize),
                },
                time,
                observer);

    private static long Smaller(ByteSize limit, ByteSize capacity) => Math.Min(limit.Bytes, capacity.Bytes);
}
