using Gateway.Registries.Documents;

namespace Gateway.Registries.Npm;

/// <summary>
/// Where the URLs of a packument lead. A registry names its own canonical host there, which need not be the address that the gateway
/// asks, so a path of the protocol counts whatever the host: <c>…/NAME/-/FILE</c> and <c>…/-/npm/v1/attestations/NAME@VERSION</c> of
/// this very package. The gateway asks its own upstream for them, never the host that stands in the document, so a foreign host gains
/// nothing. Any other URL is led back only where it lies on the upstream itself. A tarball that does not is foreign: clients would go
/// there past the gateway (docs/decisions/0008).
/// </summary>
/// <param name="upstream">The upstream's own addresses and the public base.</param>
/// <param name="package">The package whose document is read.</param>
internal sealed class TarballUrlMapping(UpstreamUrlMapping upstream, string package)
{
    private const string TarballMark = "/-/";
    private const string AttestationMark = "/-/npm/v1/attestations/";

    private static readonly NpmFormat Format = new();

    /// <summary>The URL at the gateway for <c>dist.tarball</c>; null leaves it.</summary>
    public string? Tarball(string url) => OfPackage(url, TarballMark, RequestKind.Artifact) ?? OnUpstream(url);

    /// <summary>
    /// Whether a URL that is not led back takes a client to another host. What is no more than a path does not, in whatever way a client
    /// resolves it; what has white space, backslashes or control characters in it may become anything (WHATWG URL §4.4).
    /// </summary>
    public static bool IsForeign(string url) =>
        url.StartsWith("//", StringComparison.Ordinal) || url.AsSpan().ContainsAnyExceptInRange('!', '~')
        || url.AsSpan().ContainsAny(':', '\\');

    /// <summary>The URL at the gateway for <c>dist.attestations.url</c>; null leaves it.</summary>
    public string? Attestations(string url) => OfPackage(url, AttestationMark, RequestKind.Attestation) ?? OnUpstream(url);

    private string? OnUpstream(string url) =>
        upstream.TargetOn(url) is { } target && Format.Interpret("GET", target).Kind != RequestKind.Invalid
            ? upstream.PublicBase + target
            : null;

    /// <summary>
    /// Takes the part of the path that the npm format reads as that kind of thing of this package. A query means something to the
    /// foreign host only (a signature, say), so such a URL is none of the protocol's.
    /// </summary>
    private string? OfPackage(string url, string mark, RequestKind kind)
    {
        if (!WebUrl.TryRead(url, out var read) || read.Path.Length != read.Rest.Length)
        {
            return null;
        }

        for (var at = read.Path.LastIndexOf(mark, StringComparison.Ordinal); at >= 0; at = PreviousMark(read.Path, mark, at))
        {
            var target = kind == RequestKind.Artifact ? $"/{package}{read.Path[at..]}" : read.Path[at..];
            if ((kind != RequestKind.Artifact || EndsWithPackage(read.Path.AsSpan(0, at)))
                && Format.Interpret("GET", target) is var meaning && meaning.Kind == kind
                && string.Equals(meaning.Package, package, StringComparison.Ordinal))
            {
                return upstream.PublicBase + target;
            }
        }

        return null;
    }

    // The mark may stand more than once: in the path of the registry itself, or because the package is called "-".
    private static int PreviousMark(string path, string mark, int before) =>
        before == 0 ? -1 : path.AsSpan(0, before + mark.Length - 1).LastIndexOf(mark, StringComparison.Ordinal);

    /// <summary>Whether a path ends with the package's name, in whatever spelling of the scope's slash and at sign.</summary>
    private bool EndsWithPackage(ReadOnlySpan<char> path)
    {
        var text = Uri.UnescapeDataString(path);
        return text.EndsWith(package, StringComparison.Ordinal) && text.Length > package.Length && text[^(package.Length + 1)] == '/';
    }
}
