using System.Collections.Concurrent;
using Gateway.HttpCache.Policy;

namespace Gateway.Caching;

/// <summary>Counts what became of the requests of one repository in one environment since the start, for the admin API.</summary>
internal sealed class CacheTally
{
    private static readonly CacheOutcome[] Outcomes = Enum.GetValues<CacheOutcome>();

    private readonly long[] _counts = new long[Outcomes.Length];

    /// <summary>Counts one.</summary>
    public void Count(CacheOutcome outcome) => Interlocked.Increment(ref _counts[(int)outcome]);

    /// <summary>The counts now, by the words of <c>X-Cache-Status</c>.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        Outcomes.ToDictionary(CacheReport.WordOf, outcome => Interlocked.Read(ref _counts[(int)outcome]), StringComparer.Ordinal);

    /// <summary>
    /// How many of the requests were answered with a stored body: of all that the cache was asked for, those that went past it included.
    /// Null before the first request.
    /// </summary>
    public double? HitRatio
    {
        get
        {
            var all = Outcomes.Sum(outcome => Interlocked.Read(ref _counts[(int)outcome]));
            var hits = Outcomes.Where(IsFromStore).Sum(outcome => Interlocked.Read(ref _counts[(int)outcome]));
            return all == 0 ? null : (double)hits / all;
        }
    }

    private static bool IsFromStore(CacheOutcome outcome) =>
        outcome is CacheOutcome.Hit or CacheOutcome.Stale or CacheOutcome.Updating or CacheOutcome.Revalidated;
}

/// <summary>The tallies of all repositories; a reload of the configuration keeps them.</summary>
internal sealed class CacheTallies
{
    private readonly ConcurrentDictionary<(string Environment, string Repository), CacheTally> _tallies = new();

    /// <summary>The tally of a repository in an environment.</summary>
    public CacheTally Of(string environment, string repository) => _tallies.GetOrAdd((environment, repository), _ => new CacheTally());
}
