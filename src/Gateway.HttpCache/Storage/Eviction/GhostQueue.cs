namespace Gateway.HttpCache.Storage.Eviction;

/// <summary>Remembers the fingerprints of entries evicted lately, at most as many as there are entries.</summary>
internal sealed class GhostQueue
{
    // A store that holds three large files shall still remember more than three names.
    private const int MinKept = 256;

    private readonly Queue<ulong> _order = new();
    private readonly HashSet<ulong> _members = [];

    /// <summary>Remembers a fingerprint and forgets the oldest beyond the limit.</summary>
    public void Add(ulong fingerprint, int entries)
    {
        if (_members.Add(fingerprint))
        {
            _order.Enqueue(fingerprint);
        }

        while (_order.Count > Math.Max(entries, MinKept))
        {
            _members.Remove(_order.Dequeue());
        }
    }

    /// <summary>Forgets a fingerprint; true when it was remembered. Its place in the order stays until its turn.</summary>
    public bool Remove(ulong fingerprint) => _members.Remove(fingerprint);
}
