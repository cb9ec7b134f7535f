namespace Gateway.HttpCache.Storage.Tiers;

/// <summary>
/// Tells whether a key may have changed since it was looked up on disk, so that what was read before a purge, a commit or an update is
/// not put into memory after it. Keys share numbers: a false alarm only means that memory is filled at the next lookup. Used under the
/// memory tier's gate.
/// </summary>
internal sealed class KeyVersions
{
    private readonly long[] _versions = new long[1024];
    private long _epoch;

    public (long Epoch, long Version) Of(CacheKey key) => (_epoch, _versions[Slot(key)]);

    public void Change(CacheKey key) => _versions[Slot(key)]++;

    public void ChangeAll() => _epoch++;

    private int Slot(CacheKey key) => (int)((uint)key.GetHashCode() % (uint)_versions.Length);
}
