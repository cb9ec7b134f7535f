namespace Gateway.HttpCache.Storage.InMemory;

/// <summary>The limits of a memory store.</summary>
/// <param name="Capacity">How many bytes it may take, bodies, heads and bodies on their way; above 0.</param>
public sealed record MemoryStoreOptions(long Capacity)
{
    /// <summary>The longest body it takes, in bytes; by default what fits in.</summary>
    public long MaxBodyLength { get; init; } = Capacity;
}
