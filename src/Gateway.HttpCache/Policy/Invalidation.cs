using System.Collections.Immutable;

namespace Gateway.HttpCache.Policy;

/// <summary>Which stored responses an unsafe request invalidates (RFC 9111 §4.4).</summary>
public static class Invalidation
{
    /// <summary>
    /// The targets (path and query) to invalidate, the request's own first: on a non-error answer to a method not known to be safe, and
    /// beside the request's own those in <c>Location</c> and <c>Content-Location</c> that are of the same origin. Empty when none are.
    /// </summary>
    /// <param name="method">The request's method.</param>
    /// <param name="authority">Scheme and authority as the client named them, <c>https://host:port</c>.</param>
    /// <param name="target">Path and query as the client sent them.</param>
    /// <param name="status">The status code of the answer.</param>
    /// <param name="response">The fields of the answer, with URIs as the client sees them.</param>
    public static ImmutableArray<string> TargetsOf(string method, string authority, string target, int status, IFieldSource response)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(response);
        if (RequestMethods.IsSafe(method) || !StatusCodes.IsNonError(status))
        {
            return [];
        }

        var targets = ImmutableArray.CreateBuilder<string>();
        targets.Add(target);
        Add(targets, authority, target, response[FieldNames.Location]);
        Add(targets, authority, target, response[FieldNames.ContentLocation]);
        return targets.ToImmutable();
    }

    private static void Add(
        ImmutableArray<string>.Builder targets, string authority, string target, Microsoft.Extensions.Primitives.StringValues values)
    {
        if (values is [{ } reference]
            && Grammar.UriReference.TargetOfSameOrigin(authority, target, reference) is { } found
            && !targets.Contains(found, StringComparer.Ordinal))
        {
            targets.Add(found);
        }
    }
}
