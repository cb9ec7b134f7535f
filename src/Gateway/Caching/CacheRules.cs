using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache.Policy;

namespace Gateway.Caching;

/// <summary>The policy of each mounted repository, compiled from the configuration.</summary>
/// <param name="policies">By <see cref="MountedRepository.Index"/>.</param>
internal sealed class CacheRules(ImmutableArray<CachePolicyOptions> policies)
{
    /// <summary>The policy of a mount.</summary>
    public CachePolicyOptions Of(MountedRepository mount) => policies[mount.Index];
}

/// <summary>Compiles <see cref="CacheRules"/>.</summary>
internal sealed class CacheRulesPart : ISnapshotPart
{
    /// <inheritdoc/>
    public Type PartType => typeof(CacheRules);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot)
    {
        var largest = snapshot.Source.Options.Cache.MaxObjectSize;
        return new CacheRules([.. snapshot.Mounts.Select(mount => PolicyOf(mount.Options.Cache, largest))]);
    }

    private static CachePolicyOptions PolicyOf(RepositoryCacheOptions options, ByteSize largest) => new()
    {
        Heuristic = options.Heuristic,
        StaleWhileRevalidate = options.StaleWhileRevalidate,
        StaleIfError = options.StaleIfError,
        Lifetimes = options.Lifetimes.ToFrozenDictionary(),
        OverrideUpstream = options.OverrideUpstream,
        Authorization = options.Authorization == SharedAuthorization.Shared ? AuthorizationSharing.Shared : AuthorizationSharing.Standard,
        MaxObjectSize = (options.MaxObjectSize ?? largest).Bytes,
        IgnoreQuery = [.. options.IgnoreQuery],
        KeyHeaders = [.. options.KeyHeaders],
    };
}
