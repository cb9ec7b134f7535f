namespace Gateway.HttpCache.Policy;

/// <summary>What a cache has to know of request methods (RFC 9110 §9). Method names are case-sensitive.</summary>
public static class RequestMethods
{
    /// <summary>Whether it is GET.</summary>
    /// <param name="method">The method.</param>
    public static bool IsGet(string method) => string.Equals(method, "GET", StringComparison.Ordinal);

    /// <summary>Whether it is HEAD.</summary>
    /// <param name="method">The method.</param>
    public static bool IsHead(string method) => string.Equals(method, "HEAD", StringComparison.Ordinal);

    /// <summary>Whether the method is registered as safe. One that is not known counts as unsafe (RFC 9111 §4.4).</summary>
    /// <param name="method">The method.</param>
    public static bool IsSafe(string method) =>
        method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PROPFIND" or "REPORT" or "SEARCH" or "QUERY";
}
