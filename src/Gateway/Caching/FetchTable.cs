using System.Collections.Concurrent;
using Gateway.HttpCache;

namespace Gateway.Caching;

/// <summary>The fetches under way, at most one for a key and the request fields that its answers are known to vary by.</summary>
internal sealed class FetchTable
{
    private readonly ConcurrentDictionary<(CacheKey Key, string Variant), Fetch> _running = new();
    private readonly ConcurrentDictionary<CacheKey, Fetch> _parts = new();

    /// <summary>Joins the fetch of a key, or puts a new one in its place. Either way the caller holds it,
    /// see <see cref="Fetch.TryHold"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="variant">The request's values of the fields that the answers vary by, as one text.</param>
    /// <param name="make">Makes the fetch; it is not yet run.</param>
    /// <param name="isOwner">Whether the caller is to run it.</param>
    public Fetch Join(CacheKey key, string variant, Func<Fetch> make, out bool isOwner)
    {
        Fetch? fresh = null;
        while (true)
        {
            if (_running.TryGetValue((key, variant), out var running))
            {
                // What came before a purge must not answer a request from after it.
                if (!running.IsOvertaken && running.TryHold())
                {
                    isOwner = false;
                    return running;
                }

                Remove(key, variant, running);
            }

            fresh ??= make();
            if (_running.TryAdd((key, variant), fresh))
            {
                isOwner = true;
                fresh.TryHold();
                return fresh;
            }
        }
    }

    /// <summary>Whether no fetch is under way.</summary>
    public bool IsIdle => _running.IsEmpty && _parts.IsEmpty;

    /// <summary>The fetch of the whole that is under way, or null.</summary>
    public Fetch? Of(CacheKey key, string variant) => _running.GetValueOrDefault((key, variant));

    /// <summary>Takes a fetch out, so that the next request begins a new one.</summary>
    public void Remove(CacheKey key, string variant, Fetch fetch) =>
        _running.TryRemove(new KeyValuePair<(CacheKey, string), Fetch>((key, variant), fetch));

    /// <summary>The latest fetch of a part; nobody joins it.</summary>
    public Fetch? PartOf(CacheKey key) => _parts.GetValueOrDefault(key);

    /// <summary>Puts in the fetch of a part.</summary>
    public void SetPart(CacheKey key, Fetch fetch) => _parts[key] = fetch;

    /// <summary>Takes out the fetch of a part, unless a later one has taken its place.</summary>
    public void RemovePart(CacheKey key, Fetch fetch) => _parts.TryRemove(new KeyValuePair<CacheKey, Fetch>(key, fetch));
}
