using System.Collections.Concurrent;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;

namespace Gateway.Caching;

/// <summary>
/// Keys whose last answer could not be stored. Requests for them go straight through, each on its own: were they to wait for each
/// other's fetch, a crowd at an uncacheable URL would be served one by one (Varnish calls it hit-for-miss).
/// </summary>
internal sealed class UncacheableKeys(TimeProvider time)
{
    /// <summary>
    /// How long a key is remembered: long enough that crowds pass, short enough that a URL which becomes cacheable is seen to.
    /// </summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many keys are remembered: about 20 MB of them. When there are more, all are forgotten, which costs each a fetch.
    /// </summary>
    private const int MostKeys = 50_000;

    private readonly ConcurrentDictionary<CacheKey, (long Until, StoreRefusal Reason)> _remembered = new();

    /// <summary>Remembers a key and why its answer could not be stored.</summary>
    public void Add(CacheKey key, StoreRefusal reason)
    {
        if (_remembered.Count >= MostKeys)
        {
            _remembered.Clear();
        }

        _remembered[key] = (time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency), reason);
    }

    /// <summary>Why the last answer of the key could not be stored, or null when nothing is known against it.</summary>
    public StoreRefusal? Find(CacheKey key)
    {
        if (_remembered.IsEmpty || !_remembered.TryGetValue(key, out var entry))
        {
            return null;
        }

        if (time.GetTimestamp() < entry.Until)
        {
            return entry.Reason;
        }

        _remembered.TryRemove(key, out _);
        return null;
    }
}
