namespace Gateway.HttpCache.Storage;

/// <summary>
/// Hears what a store does on its own. Told once per change of state, not once per operation. Called from within the store,
/// possibly under one of its locks: it counts and logs, returns at once, does not throw and does not call the store.
/// </summary>
public interface IStoreObserver
{
    /// <summary>A tier stopped taking entries. What it holds is still served where it can be read.</summary>
    /// <param name="tier">Its name, as in <see cref="TierStatistics.Tier"/>.</param>
    /// <param name="fault">Why.</param>
    /// <param name="detail">What the medium said.</param>
    void Faulted(string tier, StoreFault fault, string detail);

    /// <summary>A tier takes entries again.</summary>
    /// <param name="tier">Its name.</param>
    void Recovered(string tier);

    /// <summary>An entry was given up.</summary>
    /// <param name="tier">Its tier.</param>
    /// <param name="reason">Why.</param>
    /// <param name="bytes">What it took.</param>
    void Evicted(string tier, EvictionReason reason, long bytes);

    /// <summary>A stored entry was damaged and is removed.</summary>
    /// <param name="tier">Its tier.</param>
    /// <param name="damage">What was wrong with it.</param>
    /// <param name="entry">Its name within the store; nothing of it comes from a client.</param>
    void Discarded(string tier, EntryDamage damage, string entry);

    /// <summary>The store now knows all that an earlier run left.</summary>
    /// <param name="tier">The tier.</param>
    /// <param name="entries">How many entries it found.</param>
    /// <param name="bytes">How many bytes they take.</param>
    /// <param name="duration">How long the scan took.</param>
    void Scanned(string tier, long entries, long bytes, TimeSpan duration);
}

/// <summary>Why a tier takes no entries.</summary>
public enum StoreFault
{
    /// <summary>The medium has no room left for others than this store too.</summary>
    Full,

    /// <summary>The medium may not be written.</summary>
    ReadOnly,

    /// <summary>The store's place is gone.</summary>
    Vanished,

    /// <summary>Another process uses the store's place.</summary>
    InUse,

    /// <summary>Any other failure of the medium.</summary>
    Failed,
}

/// <summary>Why an entry was given up.</summary>
public enum EvictionReason
{
    /// <summary>The tier needed its room.</summary>
    Room,

    /// <summary>Its key had more variants than one key may have.</summary>
    Variants,
}

/// <summary>What was wrong with a stored entry.</summary>
public enum EntryDamage
{
    /// <summary>It is shorter or longer than it says.</summary>
    Length,

    /// <summary>It is not an entry of this store, or of another revision of its format.</summary>
    Format,

    /// <summary>Its header block does not match its checksum.</summary>
    Head,

    /// <summary>Its body does not match its checksum.</summary>
    Body,
}

/// <summary>An observer that does nothing.</summary>
public sealed class SilentStoreObserver : IStoreObserver
{
    /// <summary>The only one needed.</summary>
    public static SilentStoreObserver Instance { get; } = new();

    /// <inheritdoc/>
    public void Faulted(string tier, StoreFault fault, string detail)
    {
    }

    /// <inheritdoc/>
    public void Recovered(string tier)
    {
    }

    /// <inheritdoc/>
    public void Evicted(string tier, EvictionReason reason, long bytes)
    {
    }

    /// <inheritdoc/>
    public void Discarded(string tier, EntryDamage damage, string entry)
    {
    }

    /// <inheritdoc/>
    public void Scanned(string tier, long entries, long bytes, TimeSpan duration)
    {
    }
}
