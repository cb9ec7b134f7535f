using System.Collections.Concurrent;
using Gateway.HttpCache;

namespace Gateway.Caching;

/// <summary>The fetches under way, at most one for a key and the request fields that its answers are known to vary by.</summary>
internal sealed class FetchTable
{
    private readonly ConcurrentDictionary<(CacheKey Key, string Variant), Fetch> _running = new();

    /// <summary>Joins the fetch of a key, or puts a new one in its place.</summary>
    /// <param name="key">The key.</param>
    /// <param name="variant">The request's values of the fields that the answers vary by, as one text.</param>
    /// <param name="make">Makes the fetch; it is not yet run.</param>
    /// <param name="isOwner">Whether the caller is to run it.</param>
    public Fetch Join(CacheKey key, string variant, Func<Fetch> make, out bool isOwner)
    {
        if (_running.TryGetValue((key, variant), out var running))
        {
            isOwner = false;
            return running;
        }

        var fresh = make();
        running = _running.GetOrAdd((key, variant), fresh);
        isOwner = ReferenceEquals(running, fresh);
        return running;
    }

    /// <summary>Takes a fetch out, so that the next request begins a new one.</summary>
    public void Remove(CacheKey key, string variant, Fetch fetch) =>
        _running.TryRemove(new KeyValuePair<(CacheKey, string), Fetch>((key, variant), fetch));
}
