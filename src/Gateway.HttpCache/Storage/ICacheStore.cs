namespace Gateway.HttpCache.Storage;

/// <summary>
/// Where entries live. One contract for every tier; a shared tier over object storage can stand behind it later, so nothing here
/// speaks of files. No member throws for a fault of the medium: a read fault is a miss, a write fault ends in <see langword="null"/>
/// or <see langword="false"/>, and the store logs and counts it (the cache is never the reason for a failed request).
/// </summary>
public interface ICacheStore : IAsyncDisposable
{
    /// <summary>
    /// All stored variants of a key, the youngest first; empty when there is none. Completes synchronously for the memory tier.
    /// </summary>
    /// <param name="key">The primary key.</param>
    /// <param name="cancellationToken">Ends the wait, not the store's own work.</param>
    ValueTask<IReadOnlyList<StoredResponse>> FindAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Opens the body of an entry for reading; null when it is gone or damaged meanwhile.</summary>
    /// <param name="response">An entry that <see cref="FindAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IEntryBody?> OpenAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <summary>
    /// Begins an entry. It is not found by others before <see cref="IEntryWriter.CommitAsync"/>; null when it is known now already
    /// that it cannot be stored: too long, no room or no medium.
    /// </summary>
    /// <param name="draft">What is known before the body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IEntryWriter?> CreateAsync(EntryDraft draft, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the head of an entry after a validation (RFC 9111 §3.2, §4.3.4) and clears its stale mark, unless a soft purge has
    /// set it since <paramref name="since"/>: the answer may be older than the purge. Null when the entry is gone.
    /// </summary>
    /// <param name="response">The entry.</param>
    /// <param name="head">Its new head.</param>
    /// <param name="since">The store's <see cref="Mark"/> from before the validating request went upstream.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StoredResponse?> UpdateAsync(
        StoredResponse response, ResponseHead head, PurgeMark since, CancellationToken cancellationToken);

    /// <summary>Replaces the head of an entry, as far as purges go from now on.</summary>
    /// <param name="response">The entry.</param>
    /// <param name="head">Its new head.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StoredResponse?> UpdateAsync(StoredResponse response, ResponseHead head, CancellationToken cancellationToken) =>
        UpdateAsync(response, head, Mark, cancellationToken);

    /// <summary>
    /// Removes or marks stale every entry of the scope, including those whose writer has not yet committed. Returns how many.
    /// </summary>
    /// <param name="scope">Which entries.</param>
    /// <param name="mode">Soft marks stale, hard removes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<long> PurgeAsync(PurgeScope scope, PurgeMode mode, CancellationToken cancellationToken);

    /// <summary>
    /// The point in the sequence of purges that has been reached. Taken before a request goes upstream and handed in with what comes
    /// of it, so that a purge during the fetch is not lost, however early in it.
    /// </summary>
    PurgeMark Mark { get; }

    /// <summary>Lists entries, for an operator. The order is not defined.</summary>
    /// <param name="scope">Which entries.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<StoredResponse> ListAsync(PurgeScope scope, CancellationToken cancellationToken);

    /// <summary>Sizes and counts of each tier now.</summary>
    IReadOnlyList<TierStatistics> Statistics { get; }
}
