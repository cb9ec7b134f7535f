using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Configuration;
using Gateway.Environments;
using Gateway.HttpCache.Policy;
using Gateway.Registries;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace Gateway.Caching;

/// <summary>The rules of each mounted repository, compiled from the configuration and from what its format knows.</summary>
/// <param name="mounts">By <see cref="MountedRepository.Index"/>.</param>
internal sealed class CacheRules(ImmutableArray<MountRules> mounts)
{
    /// <summary>The rules of a mount.</summary>
    public MountRules Of(MountedRepository mount) => mounts[mount.Index];
}

/// <summary>The rules of one mounted repository.</summary>
/// <param name="policies">By <see cref="CacheClass"/>.</param>
/// <param name="tally">Counts its requests.</param>
internal sealed class MountRules(ImmutableArray<CachePolicyOptions> policies, CacheTally tally)
{
    /// <summary>Counts what becomes of its requests.</summary>
    public CacheTally Tally => tally;

    /// <summary>The policy for a kind of resource.</summary>
    public CachePolicyOptions PolicyOf(CacheClass cacheClass) => policies[(int)cacheClass];
}

/// <summary>Compiles <see cref="CacheRules"/>.</summary>
internal sealed class CacheRulesPart(CacheTallies tallies) : ISnapshotPart
{
    private static readonly ImmutableArray<CacheClass> Classes = [.. Enum.GetValues<CacheClass>()];

    /// <inheritdoc/>
    public Type PartType => typeof(CacheRules);

    /// <inheritdoc/>
    public object Compile(GatewaySnapshot snapshot)
    {
        var largest = snapshot.Source.Options.Cache.MaxObjectSize;
        return new CacheRules([.. snapshot.Mounts.Select(mount => RulesOf(mount, largest))]);
    }

    private MountRules RulesOf(MountedRepository mount, ByteSize largest) => new(
        [.. Classes.Select(one => PolicyOf(mount.Options.Cache, largest, one))],
        tallies.Of(mount.EnvironmentName, mount.Name));

    private static CachePolicyOptions PolicyOf(RepositoryCacheOptions options, ByteSize largest, CacheClass cacheClass) => new()
    {
        Heuristic = options.Heuristic,
        StaleWhileRevalidate = options.StaleWhileRevalidate,
        StaleIfError = options.StaleIfError,
        Lifetimes = LifetimesOf(options, cacheClass),
        OverrideUpstream = options.OverrideUpstream,
        Authorization = options.Authorization == SharedAuthorization.Shared ? AuthorizationSharing.Shared : AuthorizationSharing.Standard,
        StoreSetCookie = options.StoreSetCookie,
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
