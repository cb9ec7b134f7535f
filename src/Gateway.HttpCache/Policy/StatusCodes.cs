namespace Gateway.HttpCache.Policy;

/// <summary>What a cache has to know of status codes (RFC 9110 §15).</summary>
public static class StatusCodes
{
    internal const int Ok = 200;
    internal const int PartialContent = 206;
    internal const int NotModified = 304;
    internal const int PreconditionFailed = 412;
    internal const int RangeNotSatisfiable = 416;

    /// <summary>Whether the code is of a final response; codes outside 200 to 599 are invalid or interim.</summary>
    /// <param name="status">The status code.</param>
    public static bool IsFinal(int status) => status is >= 200 and <= 599;

    /// <summary>Whether the code is heuristically cacheable (RFC 9110 §15.1).</summary>
    /// <param name="status">The status code.</param>
    public static bool IsHeuristicallyCacheable(int status) =>
        status is 200 or 203 or 204 or 206 or 300 or 301 or 308 or 404 or 405 or 410 or 414 or 501;

    /// <summary>Whether the cache knows the code and what it requires of a cache, for <c>must-understand</c> (RFC 9111 §5.2.2.3).</summary>
    /// <param name="status">The status code.</param>
    public static bool IsUnderstood(int status) => status is
        (>= 200 and <= 206)
        or (>= 300 and <= 305) or 307 or 308
        or (>= 400 and <= 417) or 421 or 422 or 426
        or (>= 500 and <= 505);

    /// <summary>Whether the code counts as an error that a stale response may hide (RFC 5861 §4).</summary>
    /// <param name="status">The status code.</param>
    public static bool IsErrorThatStaleMayHide(int status) => status is 500 or 502 or 503 or 504;

    /// <summary>Whether the code is a non-error response (RFC 9111 §4.4).</summary>
    /// <param name="status">The status code.</param>
    public static bool IsNonError(int status) => status is >= 200 and <= 399;

    /// <summary>Whether the code is of the class 2xx.</summary>
    /// <param name="status">The status code.</param>
    public static bool IsSuccessful(int status) => status is >= 200 and <= 299;
}
