using Gateway.HttpCache.Policy.Ranges;

namespace Gateway.HttpCache.Policy;

/// <summary>
/// The decisions of a shared HTTP cache (RFC 9111), in the order in which a request meets them. Pure functions: what is stored, what is
/// configured and the present moment come in as arguments.
/// </summary>
public static class CachePolicy
{
    /// <summary>What to do with a request, given the stored variants of its key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The variants, in any order; empty when there are none.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="now">The present moment.</param>
    public static ReuseVerdict DecideReuse(
        in CacheRequest request, IReadOnlyList<StoredResponse> stored, CachePolicyOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(options);
        return Reuse.Decide(request, stored, options, now);
    }

    /// <summary>In what form a stored response answers the request: whole, 304, 206 or 416 (RFC 9111 §4.3.2).</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The stored response, after a validation with its new head.</param>
    /// <param name="now">The present moment.</param>
    public static AnswerVerdict DecideAnswer(in CacheRequest request, StoredResponse stored, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Answering.Decide(request, stored, now);
    }

    /// <summary>The fields of a 304, without <c>Age</c>.</summary>
    /// <param name="stored">The stored response.</param>
    public static FieldList NotModifiedFields(StoredResponse stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return AnswerFields.OfNotModified(stored.Head);
    }

    /// <summary>The fields of a 416.</summary>
    /// <param name="stored">The stored response.</param>
    public static FieldList RangeNotSatisfiableFields(StoredResponse stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return AnswerFields.OfNotSatisfiable(stored);
    }

    /// <summary>A 206 from a stored response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The stored response.</param>
    /// <param name="answer">A verdict of <see cref="AnswerKind.Partial"/>.</param>
    /// <param name="boundary">A multipart boundary of 1 to 70 letters and digits that the body cannot be expected to contain.</param>
    public static PartialAnswer PartialContent(in CacheRequest request, StoredResponse stored, AnswerVerdict answer, string boundary)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentException.ThrowIfNullOrEmpty(boundary);
        if (answer.Kind != AnswerKind.Partial)
        {
            throw new ArgumentException($"A 206 can be made of a partial answer only, not of {answer.Kind}.", nameof(answer));
        }

        return PartialAnswer.Of(request, stored, answer.Ranges, boundary);
    }

    /// <summary>The conditions of the request by which stored responses are validated (RFC 9111 §4.3.1).</summary>
    /// <param name="selected">
    /// The response to be validated; null after any miss, also one for a part: a 304 may then name any of the stored variants.
    /// </param>
    /// <param name="stored">All variants of the key.</param>
    public static UpstreamConditions PrepareValidation(StoredResponse? selected, IReadOnlyList<StoredResponse> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return UpstreamConditions.Of(selected, stored);
    }

    /// <summary>What the answer to such a request means (RFC 9111 §4.3.3).</summary>
    /// <param name="request">The request that caused it.</param>
    /// <param name="selected">The response that was to be validated, or null.</param>
    /// <param name="stored">All variants of the key.</param>
    /// <param name="received">The answer's head as received.</param>
    /// <param name="options">What is configured.</param>
    public static ValidationVerdict DecideValidation(
        in CacheRequest request,
        StoredResponse? selected,
        IReadOnlyList<StoredResponse> stored,
        ResponseHead received,
        CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(options);
        return Validation.Decide(request, selected, stored, received, options);
    }

    /// <summary>
    /// Whether a stored response may hide that the upstream failed or could not be reached (RFC 9111 §4.2.4, RFC 5861 §4).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The response that could not be validated.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="now">The present moment.</param>
    public static StaleVerdict DecideStaleOnError(
        in CacheRequest request, StoredResponse stored, CachePolicyOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(options);
        return Staleness.OnError(request, stored, Freshness.StateOf(stored.Head.Facts, options, now), options);
    }

    /// <summary>Whether a received response is stored, and in what form (RFC 9111 §3).</summary>
    /// <param name="request">The request that fetched it.</param>
    /// <param name="received">Its head as received.</param>
    /// <param name="options">What is configured.</param>
    public static StoreVerdict DecideStore(in CacheRequest request, ResponseHead received, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(options);
        return Storing.Decide(request, received, options);
    }

    /// <summary>What a received answer to HEAD does to the stored GET responses (RFC 9111 §4.3.5).</summary>
    /// <param name="request">The HEAD request.</param>
    /// <param name="stored">All variants of the key.</param>
    /// <param name="received">The answer's head as received.</param>
    /// <param name="options">What is configured.</param>
    public static HeadEffect DecideHeadEffect(
        in CacheRequest request, IReadOnlyList<StoredResponse> stored, ResponseHead received, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(options);
        return HeadEffect.Of(request, stored, received, options);
    }

    /// <summary>Whether a received 206 is combined with a stored part (RFC 9111 §3.4).</summary>
    /// <param name="request">The request that fetched it.</param>
    /// <param name="part">The stored part.</param>
    /// <param name="received">The head of the 206 as received.</param>
    /// <param name="options">What is configured.</param>
    public static CombineVerdict DecideCombination(
        in CacheRequest request, StoredResponse part, ResponseHead received, CachePolicyOptions options)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(options);
        return Combination.Decide(request, part, received, options);
    }
}
