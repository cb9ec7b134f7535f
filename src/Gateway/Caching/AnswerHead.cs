using System.Globalization;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caching;

/// <summary>Sets the header section of an answer that is made from a stored or a growing entry.</summary>
internal static class AnswerHead
{
    /// <summary>Sets status and fields.</summary>
    /// <param name="response">The response; earlier stages may have set fields of their own.</param>
    /// <param name="status">The status code.</param>
    /// <param name="fields">The stored fields, as they are to be sent.</param>
    public static void Set(HttpResponse response, int status, FieldList fields)
    {
        response.StatusCode = status;
        foreach (var field in fields)
        {
            Add(response.Headers, field.Name, field.Value);
        }
    }

    /// <summary>
    /// Sets <c>Age</c>. It says that the answer was neither made nor confirmed for this request (RFC 9111 §5.1),
    /// so one that was has it only
    /// when it came with an age already.
    /// </summary>
    /// <param name="response">The response, its fields set.</param>
    /// <param name="facts">The stored response.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="isFirstHand">Whether the upstream has made or confirmed it for this request.</param>
    public static void SetAge(HttpResponse response, ResponseFacts facts, DateTimeOffset now, bool isFirstHand)
    {
        var age = (long)Freshness.AgeOf(facts, now).TotalSeconds;
        if (!isFirstHand || age > 0 || response.Headers.Age.Count > 0)
        {
            response.Headers.Age = age.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Adds a field line after those of the same name that earlier stages set, as the forwarder does.</summary>
    public static void Add(IHeaderDictionary headers, string name, StringValues value) =>
        headers[name] = headers.TryGetValue(name, out var present) && !IsSingle(name) ? StringValues.Concat(present, value) : value;

    // What a message has once only, the stored value replaces.
    private static bool IsSingle(string name) =>
        name.Equals(HeaderNames.Date, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Age, StringComparison.OrdinalIgnoreCase)
        || name.Equals(CacheReporting.StatusField, StringComparison.OrdinalIgnoreCase);
}
