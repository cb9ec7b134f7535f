using System.Collections.Immutable;

namespace Gateway.Registries.Documents;

/// <summary>
/// Leads URLs that lie on the upstream back to the gateway. Scheme and a port that is the scheme's own do not count: a registry behind a
/// proxy of its own often names itself <c>http</c>.
/// </summary>
internal sealed class UpstreamUrlMapping
{
    private readonly ImmutableArray<(string Authority, string Path)> _bases;

    /// <summary>A mapping from some bases to one.</summary>
    /// <param name="upstreamBases">The addresses of the upstream's destinations, absolute, http or https.</param>
    /// <param name="publicBase">
    /// Scheme, host, port and mount, without a slash at the end: <c>https://modules.example.com/private-module/npm</c>.
    /// </param>
    public UpstreamUrlMapping(IEnumerable<Uri> upstreamBases, string publicBase)
    {
        PublicBase = publicBase;
        _bases =
        [
            .. upstreamBases
                .Select(static address => (AuthorityOf(address), address.AbsolutePath.TrimEnd('/')))
                .Distinct()
                .OrderByDescending(static known => known.Item2.Length),
        ];
    }

    /// <summary>What the URLs lead to.</summary>
    public string PublicBase { get; }

    /// <summary>The URL at the gateway; null where it does not lie on the upstream.</summary>
    public string? Map(string url) => TargetOn(url) is { } target ? PublicBase + target : null;

    /// <summary>
    /// What follows the upstream's base in a URL, with query and fragment, as it is written; null where it does not lie on the upstream.
    /// </summary>
    public string? TargetOn(string url)
    {
        if (!WebUrl.TryRead(url, out var read))
        {
            return null;
        }

        foreach (var (authority, path) in _bases)
        {
            if (string.Equals(authority, read.Authority, StringComparison.OrdinalIgnoreCase)
                && read.Rest.StartsWith(path, StringComparison.Ordinal)
                && (read.Rest.Length == path.Length || read.Rest[path.Length] is '/' or '?' or '#'))
            {
                return read.Rest[path.Length..];
            }
        }

        return null;
    }

    private static string AuthorityOf(Uri address) => WebUrl.TryRead(address.AbsoluteUri, out var read) ? read.Authority : "";
}

/// <summary>An absolute http or https URL, split by its characters: parsing it as a <see cref="Uri"/> would change what it says.</summary>
/// <param name="Authority">Host and port, without a port that is the scheme's own.</param>
/// <param name="Rest">Path, query and fragment as written; empty or beginning with a slash, question mark or hash.</param>
internal readonly record struct WebUrl(string Authority, string Rest)
{
    /// <summary>False for relative URLs, other schemes, and URLs with user information, which no registry writes into a document.</summary>
    public static bool TryRead(string url, out WebUrl result)
    {
        result = default;
        var (scheme, port) = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? ("https://", ":443") : ("http://", ":80");
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = url.AsSpan(scheme.Length);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        if (authority.IsEmpty || authority.Contains('@') || authority.Contains('\\'))
        {
            return false;
        }

        authority = authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
        result = new WebUrl(authority.ToString(), end < 0 ? "" : rest[end..].ToString());
        return true;
    }

    /// <summary>The path without query and fragment.</summary>
    public string Path => Rest.AsSpan().IndexOfAny('?', '#') is >= 0 and var end ? Rest[..end] : Rest;
}
