using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Gateway.Upstreams;

/// <summary>
/// Whether it is certain where an upstream's answer ends and what its bytes are. The client library takes the first number or reads until
/// the connection ends, and a part would look whole to whoever stores it or passes it on.
/// </summary>
internal static class ResponseFraming
{
    /// <summary>
    /// Refuses an answer whose status is none (RFC 9110 §15), one to a change of protocol that nobody asked for (§15.2.2), one whose
    /// framing is invalid (RFC 9112 §6.3) or whose content is coded for this hop (§6.1).
    /// </summary>
    /// <param name="answer">The answer; its body not yet read.</param>
    /// <exception cref="HttpRequestException">It is <see cref="HttpRequestError.InvalidResponse"/>.</exception>
    public static void Check(HttpResponseMessage answer)
    {
        if (answer.StatusCode < HttpStatusCode.OK && !IsUpgrade(answer))
        {
            throw Invalid($"its status is {(int)answer.StatusCode:000}, to a request that did not ask for that");
        }

        if (answer.Headers.NonValidated.TryGetValues(HeaderNames.TransferEncoding, out var codings))
        {
            if (codings.Any(IsCompression))
            {
                throw Invalid($"its Transfer-Encoding is '{codings}', which was not asked for");
            }

            // Where there is a coding, Content-Length counts for nothing (RFC 9112 §6.3).
            return;
        }

        if (answer.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentLength, out var lengths) && !IsNumber(lengths))
        {
            throw Invalid($"its Content-Length is '{lengths}', and not one number");
        }
    }

    private static bool IsUpgrade(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.SwitchingProtocols && answer.RequestMessage?.Headers.Upgrade.Count > 0;

    private static bool IsCompression(string line) => line.Split(',', StringSplitOptions.TrimEntries).Any(static coding =>
        coding.ToUpperInvariant() is "GZIP" or "X-GZIP" or "DEFLATE" or "COMPRESS" or "X-COMPRESS");

    // Several equal ones may be taken for one (RFC 9110 §8.6); who sends them has a fault that is better seen.
    private static bool IsNumber(HeaderStringValues lengths) =>
        lengths.Count == 1 && long.TryParse(lengths.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static HttpRequestException Invalid(string why) =>
        new(HttpRequestError.InvalidResponse, $"The upstream's answer cannot be read: {why}.");
}
