namespace Gateway.HttpCache.Storage.Tiers;

/// <summary>The place and the limits of a store on disk with memory in front of it.</summary>
/// <param name="Directory">The directory; made when it is missing. One process uses it at a time.</param>
/// <param name="DiskCapacity">How many bytes it may take there; above 0.</param>
/// <param name="MemoryCapacity">How many bytes of memory it may take for hot entries; above 0.</param>
public sealed record TieredStoreOptions(string Directory, long DiskCapacity, long MemoryCapacity)
{
    /// <summary>The longest body it takes, in bytes; by default what fits on the disk.</summary>
    public long MaxBodyLength { get; init; } = DiskCapacity;

    /// <summary>
    /// The longest body held in memory, in bytes; a longer one streams from the disk each time. By default a sixteenth of the memory:
    /// no single object pushes out more than a few per cent of the others.
    /// </summary>
    public long MaxMemoryBodyLength { get; init; } = MemoryCapacity / 16;
}
