using System.Net;
using Gateway.Errors;

namespace Gateway.Upstreams.Redirects;

/// <summary>What is done with an answer that may be a redirect. Closed.</summary>
internal abstract record RedirectVerdict
{
    /// <summary>What registries do is three deep at most: to a mirror, to its storage, to a region of that; two are to spare.</summary>
    private const int MostHops = 5;

    private RedirectVerdict()
    {
    }

    /// <summary>It is the client's, redirect or not.</summary>
    public static readonly RedirectVerdict PassOn = new Passed();

    /// <summary>Decides.</summary>
    /// <param name="plan">What the upstream may do.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="location">Its <c>Location</c>, as sent; null when there is none, or more than one.</param>
    /// <param name="visited">Where was asked, from the upstream on; the last has answered.</param>
    /// <param name="hasLeft">Whether the last was no longer the upstream itself.</param>
    public static RedirectVerdict Decide(
        RedirectPlan plan, HttpStatusCode status, string? location, IReadOnlyList<Uri> visited, bool hasLeft)
    {
        if (!IsRedirect(status) || (!plan.IsRegistry && !plan.NamesHosts))
        {
            return PassOn;
        }

        var from = visited[^1];
        if (TargetOf(from, location) is not { } target)
        {
            return hasLeft || plan.IsRegistry ? Refuse("to what is no http or https URL") : PassOn;
        }

        var isOwn = !hasLeft && plan.IsOwn(target, from);
        var pattern = isOwn ? null : plan.Find(target);
        return isOwn && !plan.IsRegistry ? PassOn
            : from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp ? Refuse($"from https to http, at {target.Host}")
            : isOwn || pattern is not null ? Go(target, visited, isOwn, isNamed: pattern is { IsSuffix: false })
            : hasLeft || (plan.IsRegistry && plan.NamesHosts) ? Refuse($"to {target.Host}, which its RedirectHosts does not name")
            : PassOn;
    }

    private static RedirectVerdict Go(Uri target, IReadOnlyList<Uri> visited, bool isOwn, bool isNamed) =>
        visited.Any(before => before.AbsoluteUri == target.AbsoluteUri)
            ? new Refused(ErrorCode.UpstreamRedirectLoop, $"It redirects in a circle, back to {target.Host}.")
        : visited.Count > MostHops ? new Refused(ErrorCode.UpstreamRedirectLoop, $"It redirects more than {MostHops} times.")
        : new Followed(target, isOwn, isNamed);

    private static Refused Refuse(string where) => new(ErrorCode.UpstreamRedirectRefused, $"It redirects {where}.");

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>
    /// The URL that a reference means (RFC 9110 §10.2.2), its path and query byte for byte: a storage's signature is over them. A fragment
    /// is for the client. Null for other schemes, and for user information, with which no storage sends anybody anywhere.
    /// </summary>
    private static Uri? TargetOf(Uri from, string? location)
    {
        if (string.IsNullOrEmpty(location) || location.AsSpan().ContainsAnyExceptInRange('!', '~') || location.Contains('\\'))
        {
            return null;
        }

        var reference = location.Split('#', 2)[0];
        var absolute = reference switch
        {
            _ when reference.StartsWith("//", StringComparison.Ordinal) => $"{from.Scheme}:{reference}",
            _ when reference.StartsWith('/') => from.GetLeftPart(UriPartial.Authority) + reference,
            _ when IsAbsolute(reference) => reference,
            _ => Uri.TryCreate(from, reference, out var resolved) ? resolved.AbsoluteUri : "",
        };
        var asSent = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return Uri.TryCreate(absolute, asSent, out var target)
            && (target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps) && target.UserInfo.Length == 0
                ? target
                : null;
    }

    // A colon before any slash ends a scheme (RFC 3986 §4.2).
    private static bool IsAbsolute(string reference) => reference.IndexOfAny([':', '/', '?']) is > 0 and var end && reference[end] == ':';

    /// <summary>It is the client's.</summary>
    private sealed record Passed : RedirectVerdict;

    /// <summary>The gateway asks there.</summary>
    /// <param name="Target">Where.</param>
    /// <param name="IsOwn">Whether that is the upstream itself, which gets all that it got before.</param>
    /// <param name="IsNamed">Whether the host is named in full, so that it may lie inside the network.</param>
    public sealed record Followed(Uri Target, bool IsOwn, bool IsNamed) : RedirectVerdict;

    /// <summary>Nobody follows it.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Detail">What is wrong, in a sentence.</param>
    public sealed record Refused(ErrorCode Code, string Detail) : RedirectVerdict;
}
