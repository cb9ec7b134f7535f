namespace Gateway.Upstreams;

/// <summary>Whether a request may be asked again, and of whom. Pure.</summary>
internal static class Repetition
{
    /// <summary>After an answer: 502, 503 and 504 say that this destination cannot, not that the thing is not there.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="mayRepeat">Whether another destination is left.</param>
    /// <param name="mayFallBack">Whether another upstream is left.</param>
    /// <param name="fallbackOn">Which answers mean "not here, ask the next".</param>
    /// <param name="anotherFailed">Whether an upstream before this one could not be asked.</param>
    public static AttemptVerdict AfterAnswer(
        int status, bool mayRepeat, bool mayFallBack, IReadOnlyList<int> fallbackOn, bool anotherFailed)
    {
        if (IsFailure(status))
        {
            return AfterFailure(mayRepeat, mayFallBack);
        }

        return !fallbackOn.Contains(status) ? AttemptVerdict.Deliver
            : mayFallBack ? AttemptVerdict.FallBack
            : anotherFailed ? AttemptVerdict.Withhold
            : AttemptVerdict.Deliver;
    }

    /// <summary>Whether a status says that a destination cannot answer.</summary>
    public static bool IsFailure(int? status) => status is 502 or 503 or 504;

    /// <summary>Whether a status says that a thing is not there.</summary>
    public static bool IsAbsence(int? status) => status is StatusCodes.Status404NotFound or StatusCodes.Status410Gone;

    /// <summary>After a failure without an answer.</summary>
    public static AttemptVerdict AfterFailure(bool mayRepeat, bool mayFallBack) =>
        mayRepeat ? AttemptVerdict.Repeat
        : mayFallBack ? AttemptVerdict.FallBack
        : AttemptVerdict.Deliver;

    /// <summary>
    /// Whether a request does no harm when it is sent a second time: a safe method (RFC 9110 §9.2.1), or one that the repository or its
    /// format declares so, and not the beginning of another protocol. A body must be held for it.
    /// </summary>
    public static bool IsHarmless(string method, bool isDeclared, bool isUpgrade) =>
        !isUpgrade && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || isDeclared);
}
