using Gateway.Errors;
using Microsoft.Net.Http.Headers;

namespace Gateway.Upstreams.Redirects;

/// <summary>
/// Follows the redirects of an upstream below everything that judges its answers: an attempt, the cache and the rewriting of documents see
/// the last answer only, as that to the request they sent. What leaves the upstream takes neither credential nor any word of the client.
/// </summary>
/// <param name="upstream">The connections to the upstream.</param>
/// <param name="others">Those to other hosts.</param>
/// <param name="logger">Where each hop is told.</param>
internal sealed class RedirectHandler(HttpMessageHandler upstream, OtherHosts others, ILogger logger) : DelegatingHandler(upstream)
{
    /// <summary>What another host needs to know to give the representation that is wanted.</summary>
    private static readonly string[] ForOthers =
    [
        HeaderNames.Accept, HeaderNames.AcceptEncoding, HeaderNames.Range, HeaderNames.IfRange, HeaderNames.IfNoneMatch,
        HeaderNames.IfModifiedSince, HeaderNames.UserAgent,
    ];

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        return (int)answer.StatusCode is >= 300 and < 400 && IsRetrieval(request)
            && request.Options.TryGetValue(RedirectPlan.Key, out var plan)
            ? await FollowAsync(request, answer, plan, cancellationToken)
            : answer;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            others.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> FollowAsync(
        HttpRequestMessage request, HttpResponseMessage answer, RedirectPlan plan, CancellationToken cancellationToken)
    {
        List<Uri> visited = [request.RequestUri!];
        var hasLeft = false;
        while (true)
        {
            switch (RedirectVerdict.Decide(plan, answer.StatusCode, LocationOf(answer), visited, hasLeft))
            {
                case RedirectVerdict.Followed followed:
                    answer.Dispose();
                    Log.RedirectFollowed(logger, visited[^1].Host, followed.Target.Host);
                    visited.Add(followed.Target);
                    hasLeft = !followed.IsOwn;
                    answer = await AskAsync(request, followed, cancellationToken);
                    break;
                case RedirectVerdict.Refused refused:
                    answer.Dispose();
                    throw new UpstreamRefusalException(refused.Code, refused.Detail);
                default:
                    // Whoever resumes a broken body asks the upstream again, which may sign another URL.
                    answer.RequestMessage = request;
                    return answer;
            }
        }
    }

    private async Task<HttpResponseMessage> AskAsync(
        HttpRequestMessage original, RedirectVerdict.Followed followed, CancellationToken cancellationToken)
    {
        // Not disposed of: it belongs to the answer, whose body is read later.
        var request = new HttpRequestMessage(original.Method, followed.Target)
        {
            Version = original.Version,
            VersionPolicy = original.VersionPolicy,
        };
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            if (followed.IsOwn || ForOthers.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return followed.IsOwn
            ? await base.SendAsync(request, cancellationToken)
            : await others.SendAsync(request, followed.IsNamed, cancellationToken);
    }

    /// <summary>Only these can be sent again elsewhere; what a redirect of a publish means is the client's to know.</summary>
    private static bool IsRetrieval(HttpRequestMessage request) => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;

    private static string? LocationOf(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues(HeaderNames.Location, out var values) && values.Count == 1 ? values.ToString() : null;
}
