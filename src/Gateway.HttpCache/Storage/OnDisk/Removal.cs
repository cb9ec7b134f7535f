namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>An entry whose file is to be removed.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Reason">Why it was evicted; null when another took its place.</param>
internal readonly record struct Removal(IndexedEntry Entry, EvictionReason? Reason);
