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

    private readonly ConcurrentDictionary<(CacheKey Key, string Credential), (CacheKey Key, long Until, StoreRefusal Reason)>
        _remembered = new();

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

        _remembered[Of(visit)] = (visit.Key, time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency), reason);
    }

    /// <summary>Forgets a key: its latest answer could have been stored.</summary>
    public void Remove(CacheVisit visit) => _remembered.TryRemove(Of(visit), out _);

    /// <summary>
    /// Notes on the visit why the last answer to such a request could not be stored, where that is known. The visit goes on with the key
    /// that was remembered, whose hashes are made already.
    /// </summary>
    public void Recall(CacheVisit visit)
    {
        if (_remembered.IsEmpty || !_remembered.TryGetValue(Of(visit), out var entry))
        {
            return;
        }

        if (time.GetTimestamp() < entry.Until)
        {
            visit.Recalled(entry.Key, entry.Reason);
        }
        else
        {
            _remembered.TryRemove(Of(visit), out _);
        }
    }

    // Credentials change what may be stored (RFC 9111 §3.5): what one client's request made uncacheable is not so for all.
    private static (CacheKey Key, string Credential) Of(CacheVisit visit) => (visit.Key, visit.Credential);

    private static bool IsOfTheRequest(StoreRefusal reason) => reason is
        StoreRefusal.RequestNoStore or StoreRefusal.RequestSpecific or StoreRefusal.PartialContent or StoreRefusal.NotModified;
}
