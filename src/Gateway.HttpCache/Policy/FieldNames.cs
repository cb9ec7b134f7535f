namespace Gateway.HttpCache.Policy;

/// <summary>The names of the fields that the policy reads or writes.</summary>
internal static class FieldNames
{
    internal const string AcceptRanges = "Accept-Ranges";
    internal const string Age = "Age";
    internal const string Authorization = "Authorization";
    internal const string CacheControl = "Cache-Control";
    internal const string CacheTag = "Cache-Tag";
    internal const string CdnCacheControl = "CDN-Cache-Control";
    internal const string Connection = "Connection";
    internal const string ContentLength = "Content-Length";
    internal const string ContentLocation = "Content-Location";
    internal const string ContentRange = "Content-Range";
    internal const string ContentType = "Content-Type";
    internal const string Date = "Date";
    internal const string ETag = "ETag";
    internal const string Expires = "Expires";
    internal const string IfMatch = "If-Match";
    internal const string IfModifiedSince = "If-Modified-Since";
    internal const string IfNoneMatch = "If-None-Match";
    internal const string IfRange = "If-Range";
    internal const string IfUnmodifiedSince = "If-Unmodified-Since";
    internal const string LastModified = "Last-Modified";
    internal const string Location = "Location";
    internal const string Pragma = "Pragma";
    internal const string Range = "Range";
    internal const string SetCookie = "Set-Cookie";
    internal const string SetCookie2 = "Set-Cookie2";
    internal const string SurrogateKey = "Surrogate-Key";
    internal const string Vary = "Vary";

    /// <summary>Whether two field names are the same (RFC 9110 §5.1).</summary>
    internal static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
