namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>The place and the limits of a disk store.</summary>
/// <param name="Directory">The directory; made when it is missing. One process uses it at a time.</param>
/// <param name="Capacity">How many bytes it may take there, bodies on their way included; above 0.</param>
public sealed record DiskStoreOptions(string Directory, long Capacity)
{
    /// <summary>The longest body it takes, in bytes; by default what fits in.</summary>
    public long MaxBodyLength { get; init; } = Capacity;
}
