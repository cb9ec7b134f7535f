using System.Collections.Immutable;

namespace Gateway.HttpCache.Storage;

/// <summary>What is known of an entry before its body has arrived.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Head">Status, fields and times.</param>
/// <param name="Selecting">The selecting fields (RFC 9111 §4.1), empty when the response does not vary.</param>
/// <param name="Tags">What an operator can purge it by.</param>
/// <param name="ExpectedLength">The length that the response announced, or null. A body of another length is not committed.</param>
/// <param name="MaxLength">The longest body that may be stored, in bytes.</param>
/// <param name="Since">The store's <see cref="ICacheStore.Mark"/> from before the request went upstream: a purge since then covers this
/// entry too, although it did not exist yet. Null counts from <see cref="ICacheStore.CreateAsync"/>.</param>
public sealed record EntryDraft(
    CacheKey Key,
    ResponseHead Head,
    ImmutableArray<SelectingField> Selecting,
    ImmutableArray<string> Tags,
    long? ExpectedLength,
    long MaxLength,
    PurgeMark? Since = null);
