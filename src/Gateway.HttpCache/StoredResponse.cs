using System.Collections.Immutable;
using Gateway.HttpCache.Policy;

namespace Gateway.HttpCache;

/// <summary>
/// An entry as the policy sees it: everything but the body. Immutable; a 304 that updates it (RFC 9111 §3.2) makes a new one.
/// </summary>
/// <param name="Id">Identifies this entry within the process and its store; never used again for another one.</param>
/// <param name="Key">The primary key.</param>
/// <param name="Head">Status, fields and times.</param>
/// <param name="Selecting">The fields that <c>Vary</c> names, normalised, with the values of the request that fetched it
/// (RFC 9111 §4.1); a field that was absent there is present here with a null value.</param>
/// <param name="Tags">What an operator can purge it by: <c>Surrogate-Key</c>, <c>Cache-Tag</c> and the repository format's own.</param>
/// <param name="BodyLength">The body's length in bytes.</param>
/// <param name="MarkedStale">True after a soft purge or an invalidation (RFC 9111 §4.4): must be validated before use, whatever its
/// age.</param>
public sealed record StoredResponse(
    EntryId Id,
    CacheKey Key,
    ResponseHead Head,
    ImmutableArray<SelectingField> Selecting,
    ImmutableArray<string> Tags,
    long BodyLength,
    bool MarkedStale)
{
    private VariantMatcher? _matcher;

    // A copy made by "with" may have other fields, so it must inherit neither the matcher nor what was prepared.
    private StoredResponse(StoredResponse original)
    {
        Id = original.Id;
        Key = original.Key;
        Head = original.Head;
        Selecting = original.Selecting;
        Tags = original.Tags;
        BodyLength = original.BodyLength;
        MarkedStale = original.MarkedStale;
    }

    /// <summary>
    /// What whoever sends this response has prepared from it and would otherwise make anew for every hit. Not part of its value; null until
    /// something was prepared. Set and read without a lock, so it must be immutable.
    /// </summary>
    public object? Prepared { get; set; }

    internal VariantMatcher Matcher => _matcher ??= new VariantMatcher(Selecting);

    /// <inheritdoc/>
    public bool Equals(StoredResponse? other) =>
        other is not null
        && Id == other.Id
        && Key == other.Key
        && Head == other.Head
        && Selecting.Equals(other.Selecting)
        && Tags.Equals(other.Tags)
        && BodyLength == other.BodyLength
        && MarkedStale == other.MarkedStale;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Key, Head, BodyLength, MarkedStale);
}

/// <summary>The identity of an entry within its store.</summary>
/// <param name="Value">An opaque number.</param>
public readonly record struct EntryId(ulong Value);

/// <summary>A request field that selected a variant (RFC 9111 §4.1).</summary>
/// <param name="Name">The field name in lower case.</param>
/// <param name="Value">The normalised value, or null when the request did not have the field.</param>
public readonly record struct SelectingField(string Name, string? Value);
