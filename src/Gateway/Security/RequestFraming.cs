using System.Buffers;

namespace Gateway.Security;

/// <summary>Where a request's body ends, when two servers could see it differently (RFC 9112 §6.3, §11.2).</summary>
internal static class RequestFraming
{
    /// <summary>The server moves a <c>Content-Length</c> that came beside a <c>Transfer-Encoding</c> here.</summary>
    private const string DisplacedLength = "X-Content-Length";

    /// <summary>Fields that speak about one connection; in HTTP/2 and HTTP/3 they make a request malformed (RFC 9113 §8.2.2).</summary>
    private static readonly string[] OfConnection = ["Transfer-Encoding", "Keep-Alive", "Proxy-Connection", "Upgrade", "Connection"];

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>
    /// What makes a request of a framed protocol malformed that the server lets pass, as a sentence, or null. Written into HTTP/1.1 by
    /// somebody less careful, such a field ends a line or a body where nobody meant it to.
    /// </summary>
    public static string? FaultOfFramed(IHeaderDictionary headers)
    {
        foreach (var name in OfConnection)
        {
            if (headers.ContainsKey(name))
            {
                return $"The request has the field {name}, which HTTP/2 and HTTP/3 do not have (RFC 9113 §8.2.2); leave it out.";
            }
        }

        foreach (var (name, _) in headers)
        {
            if (name.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                return "The request has a field whose name is no token (RFC 9113 §8.2.1); leave it out.";
            }
        }

        return null;
    }

    /// <summary>
    /// What is ambiguous, as a sentence, or null. The server itself would go by the coding and drop the length; a proxy before it may
    /// have gone by the length, and the rest of the body would be the next client's request. For the same reason the connection must not
    /// be used any more (RFC 9112 §6.1).
    /// </summary>
    /// <param name="headers">The fields of an HTTP/1.x request.</param>
    /// <param name="isHttp10">Whether its version is 1.0, which has no codings (RFC 9112 §6.1).</param>
    public static string? Fault(IHeaderDictionary headers, bool isHttp10)
    {
        var codings = headers.TransferEncoding;
        if (codings.Count == 0)
        {
            return null;
        }

        if (isHttp10)
        {
            return "The request is of HTTP/1.0 and has a Transfer-Encoding; send it with a length, or as HTTP/1.1.";
        }

        if (codings is not [{ } coding] || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return "The request has a Transfer-Encoding other than a single 'chunked'; send the body with that, or with a length.";
        }

        return headers.ContainsKey(DisplacedLength)
            ? "The request has a Content-Length beside its Transfer-Encoding; send one of them."
            : null;
    }
}
