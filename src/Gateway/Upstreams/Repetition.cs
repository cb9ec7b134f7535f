namespace Gateway.Upstreams;

/// <summary>Whether a request may be asked again, and of whom. Pure.</summary>
internal static class Repetition
{
    /// <summary>After an answer: 502, 503 and 504 say that this destination cannot, not that the thing is not there.</summary>
    public static AttemptVerdict AfterAnswer(int status, bool mayRepeat, bool mayFallBack, IReadOnlyList<int> fallbackOn)
    {
        var isFailure = status is 502 or 503 or 504;
        if (isFailure && mayRepeat)
        {
            return AttemptVerdict.Repeat;
        }

        return mayFallBack && (isFailure || fallbackOn.Contains(status)) ? AttemptVerdict.FallBack : AttemptVerdict.Deliver;
    }

    /// <summary>After a failure without an answer.</summary>
    public static AttemptVerdict AfterFailure(bool mayRepeat, bool mayFallBack) =>
        mayRepeat ? AttemptVerdict.Repeat
        : mayFallBack ? AttemptVerdict.FallBack
        : AttemptVerdict.Deliver;

    /// <summary>
    /// Whether a request can be sent a second time without harm: a safe method (RFC 9110 §9.2.1), no body that is spent by the
    /// first attempt, and not the beginning of another protocol.
    /// </summary>
    public static bool IsRepeatable(string method, bool hasBody, bool isUpgrade) =>
        (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && !hasBody && !isUpgrade;
}
