using System.Net;
using Gateway.Environments;
using Gateway.Errors;

namespace Gateway.Admin;

/// <summary>
/// Keeps web pages of others away from the admin listener. Nobody signs in on loopback, so a page in the operator's browser could
/// otherwise purge the cache (a forged request across sites), or read everything (its own name, rebound to 127.0.0.1). No token in a
/// form is needed for that: browsers say themselves where a request comes from, and what is no browser is not lured by a page.
/// </summary>
internal static class CrossSiteGuard
{
    /// <summary>Refuses what <see cref="Fault"/> names.</summary>
    public static Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        var request = context.Request;
        var fault = Fault(
            request.Method,
            request.Host.Value ?? "",
            request.Headers["Sec-Fetch-Site"].ToString(),
            request.Headers.Origin.ToString(),
            context.Connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local));
        return fault is null ? next() : new Problem(ErrorCode.ForbiddenAction, fault).ExecuteAsync(context);
    }

    /// <summary>Why a request is refused, or null.</summary>
    /// <param name="method">Its method; GET, HEAD and OPTIONS change nothing.</param>
    /// <param name="host">Its Host.</param>
    /// <param name="fetchSite">The field <c>Sec-Fetch-Site</c> (W3C Fetch Metadata), empty when it is not sent.</param>
    /// <param name="origin">The field <c>Origin</c> (RFC 6454 §7), empty when it is not sent.</param>
    /// <param name="isLoopback">Whether it came to a loopback address.</param>
    public static string? Fault(string method, string host, string fetchSite, string origin, bool isLoopback)
    {
        if (isLoopback && !IsLoopbackHost(host))
        {
            return $"The Host is '{Shown(host)}'; this listener is on loopback and is asked as localhost or by its address.";
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return null;
        }

        if (fetchSite.Length > 0)
        {
            return fetchSite is "same-origin" or "none" ? null : "A page of another site may not change anything here.";
        }

        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == host)
            ? null
            : "A page of another site may not change anything here.";
    }

    private static bool IsLoopbackHost(string host)
    {
        HostName.TrySplitPort(host, out var part, out _);
        var name = part.ToString();
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string Shown(string host) => host.Length <= 100 ? host : host[..100];
}
