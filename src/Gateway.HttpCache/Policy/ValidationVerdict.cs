using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>What an upstream's answer to a validation request means (RFC 9111 §4.3.3). Closed: one of the nested records.</summary>
public abstract record ValidationVerdict
{
    private ValidationVerdict()
    {
    }

    /// <summary>304: the stored response is good. Serve it with the updated head.</summary>
    /// <param name="Served">The stored response whose body answers the request.</param>
    /// <param name="Head">The head to answer with.</param>
    /// <param name="Updates">The entries to update in the store (§4.3.4); empty when the answer identifies none for update.</param>
    /// <param name="Forget">The entries to remove from the store, because their updated head says that they may not be stored, or varies by
    /// more than is known of them.</param>
    public sealed record Freshened(
        StoredResponse Served,
        ResponseHead Head,
        ImmutableArray<HeadUpdate> Updates,
        ImmutableArray<StoredResponse> Forget) : ValidationVerdict;

    /// <summary>304 for something that is not stored here: ask again without conditions.</summary>
    public sealed record FetchAgain : ValidationVerdict;

    /// <summary>A full answer: use it for the request, and store it if <see cref="CachePolicy.DecideStore"/> says so.</summary>
    public sealed record Replaced : ValidationVerdict;

    /// <summary>The upstream failed, and the stale response may hide it.</summary>
    /// <param name="Served">The stored response.</param>
    /// <param name="Stale">What permits it.</param>
    public sealed record ServeStale(StoredResponse Served, StaleVerdict Stale) : ValidationVerdict;
}
