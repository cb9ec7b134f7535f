using System.Runtime.InteropServices;

namespace Gateway.HttpCache.Policy;

/// <summary>What a request says that concerns a cache, read once. A request that says nothing special costs no allocation.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CacheRequest
{
    private CacheRequest(string method, IFieldSource fields, bool hasContent)
    {
        Method = method;
        Fields = fields;
        HasContent = hasContent;
        Directives = RequestDirectives.Read(fields);
        IsGet = RequestMethods.IsGet(method);
        HasRange = IsGet && fields[FieldNames.Range].Count > 0;
        HasConditions = fields[FieldNames.IfNoneMatch].Count > 0 || fields[FieldNames.IfModifiedSince].Count > 0;
        HasOriginConditions = fields[FieldNames.IfMatch].Count > 0 || fields[FieldNames.IfUnmodifiedSince].Count > 0;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The fields.</summary>
    public IFieldSource Fields { get; }

    /// <summary>The cache directives.</summary>
    public RequestDirectives Directives { get; }

    /// <summary>Whether the method is GET.</summary>
    public bool IsGet { get; }

    /// <summary>Whether a stored GET response could answer it: GET or HEAD.</summary>
    public bool IsGetOrHead => IsGet || RequestMethods.IsHead(Method);

    /// <summary>
    /// Whether it has content. That of a GET has no meaning (RFC 9110 §9.3.1) but servers exist that read it, and an answer made from it
    /// must not be served to others: such a request goes past the cache.
    /// </summary>
    public bool HasContent { get; }

    /// <summary>Whether it asks for a range; only GET can (RFC 9110 §14.2).</summary>
    public bool HasRange { get; }

    /// <summary>Whether it has a condition that a cache evaluates: <c>If-None-Match</c> or <c>If-Modified-Since</c>.</summary>
    public bool HasConditions { get; }

    /// <summary>
    /// Whether it has a condition that is for the origin alone: <c>If-Match</c> or <c>If-Unmodified-Since</c>
    /// (RFC 9111 §4.3.2: a cache must not evaluate it).
    /// </summary>
    public bool HasOriginConditions { get; }

    /// <summary>Whether it carries credentials (RFC 9111 §3.5).</summary>
    public bool HasAuthorization => Fields[FieldNames.Authorization].Count > 0;

    /// <summary>Reads a request.</summary>
    /// <param name="method">The method, in the letter case received.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="hasContent">Whether it has content; the fields alone do not tell over HTTP/2.</param>
    public static CacheRequest Of(string method, IFieldSource fields, bool hasContent = false)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(fields);
        return new CacheRequest(method, fields, hasContent);
    }
}
