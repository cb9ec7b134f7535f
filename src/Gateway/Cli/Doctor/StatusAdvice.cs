namespace Gateway.Cli.Doctor;

/// <summary>What a status code means here, and what to do about it.</summary>
/// <param name="Code">The finding.</param>
/// <param name="Text">What it means.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record StatusAdvice(string Code, string Text, string Remedy)
{
    /// <summary>The advice for a status code of 400 and more.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="presented">What the request carried to be let in, in words.</param>
    public static StatusAdvice Of(HttpAnswer answer, string presented) => answer.Status switch
    {
        401 => new(
            "unauthorized", $"The server wants to know who asks; it was asked {presented}.{Challenge(answer)}",
            "Show a token: --token-file FILE here; for npm '//HOST/PATH/:_authToken=TOKEN' in .npmrc; for go 'machine HOST login x "
            + "password TOKEN' "
            + "in ~/.netrc. If one was shown, it is wrong, expired or of another environment."),
        403 => new(
            "forbidden", $"The server knows who asks, or does not care, and says no; it was asked {presented}.",
            "Check what the account is granted, from which networks it may ask, and whether the server wants https."),
        404 => new(
            "not-found", $"Nothing is at {answer.Url.AbsolutePath}.",
            "Check the path of the registry."),
        407 => new(
            "proxy-authentication", "A proxy on the way wants credentials.",
            "Write them into HTTPS_PROXY as http://USER:PASSWORD@HOST, or let clients ask the server directly with NO_PROXY."),
        421 => new(
            "misdirected", $"The server is not responsible for the host {answer.Url.Authority}.",
            "Ask by a host that it serves; on a gateway, list this one in an environment's Hosts. Behind a load balancer it must see "
            + "the host "
            + "that the client asked for."),
        429 => new(
            "rate-limited", $"The server has had enough requests from here{RetryAfter(answer)}.",
            "Wait, ask more slowly, or have the limit raised; without a token many clients behind one address share it."),
        >= 500 and < 600 => new(
            "server-error", $"The server itself failed with {answer.Status}.",
            "Its log has the cause. A load balancer answers 502, 503 and 504 for a server behind it that is down or slow."),
        _ => new("refused", $"The server refused with {answer.Status}.", "Check the URL."),
    };

    private static string Challenge(HttpAnswer answer) =>
        answer.Headers.WwwAuthenticate.Count == 0
            ? ""
            : $" It takes {string.Join(", ", answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme))}.";

    private static string RetryAfter(HttpAnswer answer) =>
        answer.Field("Retry-After") is { } wait ? $" and asks to wait (Retry-After: {wait})" : "";
}
