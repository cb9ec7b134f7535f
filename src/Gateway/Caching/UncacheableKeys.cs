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
    /// <summary>How long a key is remembered: long enough that crowds pass,
    /// short enough that a URL which becomes cacheable is seen to.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>How many keys are remembered: about 20 MB of them. When there are more, all are forgotten,
    /// which costs each a fetch.</summary>
    private const int MostKeys = 50_000;

    private readonly ConcurrentDictionary<(CacheKey Key, bool IsAuthorized), (long Until, StoreRefusal Reason)> _remembered = new();

    /// <summary>Remembers why the answer to a request could not be stored, where the next answer can be expected to be like it.</summary>
    public void Add(CacheVisit visit, StoreRefusal reason)
    {
        if (IsOfTheRequest(reason))
        {
            return;
        }

        if (_remembered.Count >= MostKeys)
        {
            _remembered.Clear();
        }

        _remembered[Of(visit)] = (time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency), reason);
    }

    /// <summary>Forgets a key: its latest answer could have been stored.</summary>
    public void Remove(CacheVisit visit) => _remembered.TryRemove(Of(visit), out _);

    /// <summary>Why the last answer to such a request could not be stored, or null when nothing is known against it.</summary>
    public StoreRefusal? Find(CacheVisit visit)
    {
        if (_remembered.IsEmpty || !_remembered.TryGetValue(Of(visit), out var entry))
        {
            return null;
        }

        if (time.GetTimestamp() < entry.Until)
        {
            return entry.Reason;
        }

        _remembered.TryRemove(Of(visit), out _);
        return null;
    }

    // Credentials change what may be stored (RFC 9111 §3.5): what one client's request made uncacheable is not so for all.
    private static (CacheKey Key, bool IsAuthorized) Of(CacheVisit visit) => (visit.Key, visit.Client.HasAuthorization);

    private static bool IsOfTheRequest(StoreRefusal reason) => reason is
        StoreRefusal.RequestNoStore or StoreRefusal.RequestSpecific or StoreRefusal.PartialContent or StoreRefusal.NotModified;
}
