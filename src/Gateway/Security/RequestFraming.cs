namespace Gateway.Security;

/// <summary>Where a request's body ends, when two servers could see it differently (RFC 9112 §6.3, §11.2).</summary>
internal static class RequestFraming
{
    /// <summary>The server moves a <c>Content-Length</c> that came beside a <c>Transfer-Encoding</c> here.</summary>
    private const string DisplacedLength = "X-Content-Length";

    /// <summary>
    /// What is ambiguous, as a sentence, or null. The server itself would go by the coding and drop the length; a proxy before it may
    /// have gone by the length, and the rest of the body would be the next client's request.
    /// </summary>
    public static string? Fault(IHeaderDictionary headers)
    {
        var codings = headers.TransferEncoding;
        if (codings.Count == 0)
        {
            return null;
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
