using Gateway.Configuration;
using Gateway.Registries.Documents;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Registries;

/// <summary>What rewriting a document means for the fields of its request and its response. Pure but for the headers it is given.</summary>
internal static class RewrittenHead
{
    private const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static readonly string[] Conditions =
        [HeaderNames.AcceptEncoding, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.Range, HeaderNames.IfRange];

    /// <summary>Fields that speak of the upstream's bytes: length, coding, digests (RFC 9530 and its forerunners), ranges.</summary>
    private static readonly string[] OfBytes =
    [
        HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentMD5, HeaderNames.AcceptRanges,
        "Digest", "Content-Digest", "Repr-Digest",
    ];

    /// <summary>
    /// Makes the request one for the upstream's own document: its entity tags, no ranges, and the one content coding that is asked for.
    /// </summary>
    /// <returns>The fields as they were, for <see cref="Restore"/>.</returns>
    public static KeyValuePair<string, StringValues>[] AskForOriginal(IHeaderDictionary headers, RewrittenEntityTag tags)
    {
        KeyValuePair<string, StringValues>[] before = [.. Conditions.Select(name => KeyValuePair.Create(name, headers[name]))];
        if (!StringValues.IsNullOrEmpty(headers.IfNoneMatch))
        {
            var originals = tags.UnmakeList(headers.IfNoneMatch.ToString());
            headers[HeaderNames.IfNoneMatch] = originals;
            if (originals is null)
            {
                // If-None-Match made it void (RFC 9110 §13.1.3); without the one the other must not come to life.
                headers.Remove(HeaderNames.IfModifiedSince);
            }
        }

        headers.Remove(HeaderNames.Range);
        headers.Remove(HeaderNames.IfRange);
        headers.AcceptEncoding = ContentCodings.Asked;
        return before;
    }

    /// <summary>Puts the fields of a request back.</summary>
    public static void Restore(IHeaderDictionary headers, KeyValuePair<string, StringValues>[] before)
    {
        foreach (var (name, value) in before)
        {
            headers[name] = value;
        }
    }

    /// <summary>Whether an answer of that status carries the document, or speaks of it: 200, 203, and 304.</summary>
    public static bool SpeaksOfDocument(int status) =>
        CarriesDocument(status) || status is StatusCodes.Status304NotModified;

    /// <summary>Whether an answer of that status carries the document.</summary>
    public static bool CarriesDocument(int status) =>
        status is StatusCodes.Status200OK or StatusCodes.Status203NonAuthoritative;

    /// <summary>
    /// Whether the media type can be that of a document. Servers of static files send JSON as <c>text/plain</c> or bytes, and some say
    /// nothing; a page of HTML in its place is a login page or an error with the wrong status.
    /// </summary>
    public static bool MayBeJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Makes the fields of a response those of the rewritten document.</summary>
    public static void Describe(IHeaderDictionary headers, RewrittenEntityTag tags, string coding)
    {
        foreach (var name in OfBytes)
        {
            headers.Remove(name);
        }

        if (!StringValues.IsNullOrEmpty(headers.ETag))
        {
            headers.ETag = tags.Make(headers.ETag.ToString());
        }

        if (coding != ContentCodings.Identity)
        {
            headers.ContentEncoding = coding;
        }
    }

    /// <summary>Says which fields of a request select among the answers, documents or not.</summary>
    public static void DescribeVariants(IHeaderDictionary headers, RepositoryFormat format) =>
        headers.Vary = Vary(headers.Vary, format);

    /// <summary>
    /// A packument has two forms by <c>Accept</c>, whether or not the upstream says so; and every document comes in the coding that the
    /// client accepts, for the gateway itself has given it that.
    /// </summary>
    private static StringValues Vary(StringValues vary, RepositoryFormat format)
    {
        var names = vary.SelectMany(static line => (line ?? "").Split(',', Tidy)).ToList();
        if (names.Exists(static name => Is(name, "*")))
        {
            return vary;
        }

        Add(names, HeaderNames.AcceptEncoding);
        if (format == RepositoryFormat.Npm)
        {
            Add(names, HeaderNames.Accept);
        }

        return string.Join(", ", names);
    }

    private static void Add(List<string> names, string added)
    {
        if (!names.Exists(name => Is(name, added)))
        {
            names.Add(added);
        }
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
