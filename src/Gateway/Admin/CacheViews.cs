using Gateway.Caching;
using Gateway.Environments;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Registries;

namespace Gateway.Admin;

/// <summary>Makes the views of the cache that the admin API shows.</summary>
internal sealed class CacheViews(ICacheStore store, CacheTallies tallies, GatewayState state, TimeProvider time)
{
    /// <summary>Sizes and what became of requests.</summary>
    public CacheSummary Summary() => new(
        store.Statistics,
        [
            .. state.Current.Snapshot.Mounts.Select(mount => (mount, tally: tallies.Of(mount.EnvironmentName, mount.Name)))
                .Select(pair => new CacheUse(pair.mount.EnvironmentName, pair.mount.Name, pair.tally.HitRatio, pair.tally.Counts)),
        ]);

    /// <summary>One entry.</summary>
    public CacheEntryView Of(StoredResponse entry)
    {
        var freshness = Freshness.StateOf(entry.Head.Facts, PolicyOf(entry.Key), time.GetUtcNow());
        return new CacheEntryView(
            entry.Key.Environment,
            entry.Key.Repository,
            entry.Key.Authority,
            entry.Key.Target,
            entry.Head.Status,
            entry.BodyLength,
            (long)freshness.Age.TotalSeconds,
            (long)Math.Floor(freshness.TimeToLive.TotalSeconds),
            entry.MarkedStale,
            entry.Head.ResponseTime,
            entry.Tags,
            entry.Selecting.IsDefaultOrEmpty
                ? []
                : entry.Selecting.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));
    }

    /// <summary>The policy that an entry lives by; that of an empty configuration where its repository is not mounted any more.</summary>
    private CachePolicyOptions PolicyOf(CacheKey key)
    {
        var snapshot = state.Current.Snapshot;
        var mount = snapshot.Mounts.FirstOrDefault(one => one.EnvironmentName == key.Environment && one.Name == key.Repository);
        if (mount is null || !key.Target.StartsWith(mount.Options.Path, StringComparison.Ordinal))
        {
            return CachePolicyOptions.Default;
        }

        var meaning = RegistryFormats.Of(mount.Options.Format).Interpret(HttpMethods.Get, key.Target[mount.Options.Path.Length..]);
        return snapshot.Part<CacheRules>().Of(mount).PolicyOf(meaning.CacheClass);
    }
}

/// <summary>The cache as a whole.</summary>
/// <param name="Tiers">Each tier of the store.</param>
/// <param name="Repositories">What became of requests, by environment and repository, since the start.</param>
internal sealed record CacheSummary(IReadOnlyList<TierStatistics> Tiers, IReadOnlyList<CacheUse> Repositories);

/// <summary>What became of the requests of a repository in an environment.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Repository">The repository.</param>
/// <param name="HitRatio">The share answered with a stored body; null before the first request.</param>
/// <param name="Requests">How many, by the words of <c>X-Cache-Status</c>.</param>
internal sealed record CacheUse(string Environment, string Repository, double? HitRatio, IReadOnlyDictionary<string, long> Requests);

/// <summary>A listing of entries.</summary>
/// <param name="Entries">The entries, in no order.</param>
/// <param name="Truncated">Whether there are more than were asked for.</param>
internal sealed record CacheListing(IReadOnlyList<CacheEntryView> Entries, bool Truncated);

/// <summary>A stored response.</summary>
/// <param name="Environment">Its environment.</param>
/// <param name="Repository">Its repository.</param>
/// <param name="Authority">Scheme and authority it was asked under; empty when it is the same under every one.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Status">Its status code.</param>
/// <param name="Bytes">The length of its body.</param>
/// <param name="Age">Its age in seconds.</param>
/// <param name="TimeToLive">What is left of its lifetime in seconds; negative when it is stale.</param>
/// <param name="MarkedStale">Whether it was purged softly or invalidated.</param>
/// <param name="Since">When it was received, or last confirmed.</param>
/// <param name="Tags">What it can be purged by.</param>
/// <param name="Vary">The request fields that select it, with their values.</param>
internal sealed record CacheEntryView(
    string Environment, string Repository, string Authority, string Target, int Status, long Bytes, long Age, long TimeToLive,
    bool MarkedStale, DateTimeOffset Since, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, string?> Vary);
