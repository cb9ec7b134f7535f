using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.Repeating;
using Yarp.ReverseProxy.Configuration;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace Gateway.Upstreams.Resuming;

/// <summary>Whether the rest of a broken answer can be fetched from elsewhere, and whether what comes is that rest. Pure.</summary>
internal static class ResumeVerdict
{
    /// <summary>
    /// How long after its last change an answer must have been made for that date to mean these bytes: a second change within the same
    /// second would not show, and the clocks of two servers may differ (RFC 9110 §8.8.2.2).
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What the rest of an answer is known by; null when it could not be told from the rest of another. A tag must be strong: with a weak
    /// one the bytes may differ. A date serves only where there is no tag, and says less, so the length must be known as well
    /// (RFC 9110 §13.1.5).
    /// </summary>
    public static RangeConditionHeaderValue? ConditionOf(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.OK || answer.RequestMessage?.Method != HttpMethod.Get
            || answer.Headers.CacheControl is { NoStore: true } || answer.Headers.AcceptRanges.Contains("none"))
        {
            return null;
        }

        var length = answer.Content.Headers.ContentLength;
        if (answer.Headers.ETag is { } tag)
        {
            return tag.IsWeak || length == 0 ? null : new RangeConditionHeaderValue(tag);
        }

        return length > 0 && answer.Content.Headers.LastModified is { } changed && answer.Headers.Date - changed >= Settled
            && !answer.Headers.NonValidated.Contains(HeaderNames.ETag)
            ? new RangeConditionHeaderValue(changed)
            : null;
    }

    /// <summary>Whether an answer is the rest of the broken one.</summary>
    /// <param name="answer">The answer to a request with <c>Range</c> and <c>If-Range</c>.</param>
    /// <param name="condition">What the broken answer is known by.</param>
    /// <param name="offset">Where that broke.</param>
    /// <param name="length">The length it would have had, where it said.</param>
    public static bool IsRest(HttpResponseMessage answer, RangeConditionHeaderValue condition, long offset, long? length) =>
        answer.StatusCode == HttpStatusCode.PartialContent
        && IsOf(answer, condition)
        && answer.Content.Headers.ContentRange is { Unit: "bytes", From: { } from, To: { } to, Length: { } complete }
        && from == offset && to == complete - 1 && (length is null || length == complete);

    /// <summary>The request for the rest.</summary>
    /// <param name="original">The request whose answer broke.</param>
    /// <param name="destination">Who is asked for it.</param>
    /// <param name="rest">The target behind the mount.</param>
    /// <param name="condition">What the broken answer is known by.</param>
    /// <param name="offset">Where that broke.</param>
    public static HttpRequestMessage RequestFor(
        HttpRequestMessage original, DestinationConfig destination, string rest, RangeConditionHeaderValue condition, long offset)
    {
        var request = RepeatedRequest.Of(original, destination, rest);
        foreach (var field in request.Headers.NonValidated.Select(field => field.Key).Where(IsCondition).ToList())
        {
            request.Headers.Remove(field);
        }

        request.Headers.Range = new RangeHeaderValue(offset, to: null);
        request.Headers.IfRange = condition;
        return request;
    }

    private static bool IsOf(HttpResponseMessage answer, RangeConditionHeaderValue condition) => condition.EntityTag is { } tag
        ? tag.Equals(answer.Headers.ETag)
        : condition.Date == answer.Content.Headers.LastModified;

    // A condition of the client was met already, or there would be no body.
    private static bool IsCondition(string field) =>
        field.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || field.Equals(HeaderNames.Range, StringComparison.OrdinalIgnoreCase);
}
