using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache.Policy;
using Gateway.Registries;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>The policy of each mounted repository, compiled from the configuration and from what its format knows.</summary>
/// <param name="policies">By <see cref="MountedRepository.Index"/>, then by <see cref="CacheClass"/>.</param>
internal sealed class CacheRules(ImmutableArray<ImmutableArray<CachePolicyOptions>> policies)
{
    /// <summary>The policy for a kind of resource of a mount.</summary>
    public CachePolicyOptions Of(MountedRepository mount, CacheClass cacheClass) => policies[mount.Index][(int)cacheClass];
}

/// <summary>Compiles <see cref="CacheRules"/>.</summary>
internal sealed class CacheRulesPart : ISnapshotPart
{
    private static readonly ImmutableArray<CacheClass> Classes = [.. Enum.GetValues<CacheClass>()];

    /// <inheritdoc/>
    public Type PartType => typeof(CacheRules);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot)
    {
        var largest = snapshot.Source.Options.Cache.MaxObjectSize;
        return new CacheRules(
            [.. snapshot.Mounts.Select(mount => Classes.Select(one => PolicyOf(mount.Options.Cache, largest, one)).ToImmutableArray())]);
    }

    private static CachePolicyOptions PolicyOf(RepositoryCacheOptions options, ByteSize largest, CacheClass cacheClass) => new()
    {
        Heuristic = options.Heuristic,
        StaleWhileRevalidate = options.StaleWhileRevalidate,
        StaleIfError = options.StaleIfError,
        Lifetimes = LifetimesOf(options, cacheClass),
        OverrideUpstream = options.OverrideUpstream,
        Authorization = options.Authorization == SharedAuthorization.Shared ? AuthorizationSharing.Shared : AuthorizationSharing.Standard,
        MaxObjectSize = (options.MaxObjectSize ?? largest).Bytes,
        IgnoreQuery = [.. options.IgnoreQuery],
        KeyHeaders = [.. options.KeyHeaders],
    };

    /// <summary>
    /// What is configured, over what the format gives. What never changes has no use for a shorter lifetime: a team that gives its
    /// documents ten minutes does not mean its tarballs.
    /// </summary>
    private static FrozenDictionary<int, TimeSpan> LifetimesOf(RepositoryCacheOptions options, CacheClass cacheClass)
    {
        var defaults = CacheClassDefaults.Of(cacheClass);
        var lifetimes = new Dictionary<int, TimeSpan>(options.Lifetimes);
        if (defaults.Lifetime is { } lifetime)
        {
            var configured = lifetimes.GetValueOrDefault(StatusCodes.Status200OK, lifetime);
            var isLasting = cacheClass is CacheClass.Immutable or CacheClass.Settled;
            lifetimes[StatusCodes.Status200OK] = isLasting && configured < lifetime ? lifetime : configured;
        }

        if (defaults.AbsenceLifetime is { } absence)
        {
            lifetimes.TryAdd(StatusCodes.Status404NotFound, absence);
            lifetimes.TryAdd(StatusCodes.Status410Gone, absence);
        }

        return lifetimes.ToFrozenDictionary();
    }
}
