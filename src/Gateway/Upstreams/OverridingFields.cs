using System.Collections.Frozen;

namespace Gateway.Upstreams;

/// <summary>
/// Fields by which some servers let a request say another client, host, scheme, target or method than its own. A client's are never passed
/// on: they are in no cache key, so that what an upstream makes of them would be served to others, and no grant has looked at them.
/// </summary>
internal static class OverridingFields
{
    private const string ForwardedPrefix = "X-Forwarded-";

    private static readonly FrozenSet<string> Names = new[]
    {
        "Forwarded", "X-Forwarded", "X-Real-IP", "Client-Cert", "Client-Cert-Chain", "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP",
        "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-ProxyUser-IP", "CF-Connecting-IP", "Fastly-Client-IP", "Front-End-Https",
        "X-Scheme", "X-Url-Scheme", "X-Host", "X-Original-Host", "X-HTTP-Host-Override", "X-Original-URL", "X-Original-URI",
        "X-Rewrite-URL", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-HTTP-DestinationURL", "X-Accel-Redirect",
        "X-Sendfile", "Proxy", "Base-Url",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field is one of them, also in a spelling that a CGI or WSGI server takes for it (RFC 3875 §4.1.18).</summary>
    public static bool Contains(string name) => IsOne(name) || (name.Contains('_') && IsMeant(name.Replace('_', '-')));

    private static bool IsOne(string name) =>
        Names.Contains(name) || name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase);

    // With a hyphen these two are the server's own business, and with an underscore a second opinion on where the body ends.
    private static bool IsMeant(string name) => IsOne(name)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
}
