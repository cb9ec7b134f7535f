namespace Gateway.HttpCache.Storage;

/// <summary>The state of one tier.</summary>
/// <param name="Tier">Its name: <c>memory</c> or <c>disk</c>.</param>
/// <param name="Entries">How many entries it holds.</param>
/// <param name="Bytes">How many bytes they take, bodies and heads.</param>
/// <param name="Capacity">How many bytes it may take.</param>
/// <param name="Evictions">How many entries it gave up for room since the start.</param>
/// <param name="Faults">How many operations of the medium failed since the start.</param>
/// <param name="Available">False while the medium takes no entries (full, read-only, gone).</param>
public sealed record TierStatistics(string Tier, long Entries, long Bytes, long Capacity, long Evictions, long Faults, bool Available);
