using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.Repeating;
using Yarp.ReverseProxy.Configuration;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace Gateway.Upstreams.Resuming;

/// <summary>Whether the rest of a broken answer can be fetched from elsewhere, and whether what comes is that rest. Pure.</summary>
internal static class ResumeVerdict
{
    /// <summary>What is shorter is in the first packets with its head; asking for it again is as cheap as going on.</summary>
    private const long LeastLength = 16 * 1024;

    /// <summary>
    /// The tag by which the rest of an answer is known; null when it could not be told from the rest of another. It must be strong: with
    /// a weak one the bytes may differ (RFC 9110 §13.1.5).
    /// </summary>
    public static EntityTagHeaderValue? TagOf(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.OK || answer.RequestMessage?.Method != HttpMethod.Get
            || answer.Content.Headers.ContentLength < LeastLength)
        {
            return null;
        }

        var isFleeting = answer.Headers.CacheControl is { NoStore: true } || answer.Headers.AcceptRanges.Contains("none");
        return !isFleeting && answer.Headers.ETag is { IsWeak: false } tag ? tag : null;
    }

    /// <summary>Whether an answer is the rest of the broken one.</summary>
    /// <param name="answer">The answer to a request with <c>Range</c> and <c>If-Range</c>.</param>
    /// <param name="tag">The tag of the broken answer.</param>
    /// <param name="offset">Where that broke.</param>
    /// <param name="length">The length it would have had, where it said.</param>
    public static bool IsRest(HttpResponseMessage answer, EntityTagHeaderValue tag, long offset, long? length) =>
        answer.StatusCode == HttpStatusCode.PartialContent
        && tag.Equals(answer.Headers.ETag)
        && answer.Content.Headers.ContentRange is { Unit: "bytes", From: { } from, To: { } to, Length: { } complete }
        && from == offset && to == complete - 1 && (length is null || length == complete);

    /// <summary>The request for the rest.</summary>
    /// <param name="original">The request whose answer broke.</param>
    /// <param name="destination">Who is asked for it.</param>
    /// <param name="rest">The target behind the mount.</param>
    /// <param name="tag">The tag of the broken answer.</param>
    /// <param name="offset">Where that broke.</param>
    public static HttpRequestMessage RequestFor(
        HttpRequestMessage original, DestinationConfig destination, string rest, EntityTagHeaderValue tag, long offset)
    {
        var request = RepeatedRequest.Of(original, destination, rest);
        foreach (var condition in request.Headers.NonValidated.Select(field => field.Key).Where(IsCondition).ToList())
        {
            request.Headers.Remove(condition);
        }

        request.Headers.Range = new RangeHeaderValue(offset, to: null);
        request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        return request;
    }

    // A condition of the client was met already, or there would be no body.
    private static bool IsCondition(string field) =>
        field.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || field.Equals(HeaderNames.Range, StringComparison.OrdinalIgnoreCase);
}
