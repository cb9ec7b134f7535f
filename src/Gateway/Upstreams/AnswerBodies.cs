using System.Net;
using Gateway.Upstreams.Resuming;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Upstreams;

/// <summary>
/// What an upstream's body gets on its way: a limit on its silence, a second source, and a head that does not wait for it.
/// </summary>
internal sealed class AnswerBodies(Resumption resumption, TimeProvider time)
{
    /// <summary>Looks after the body of an answer that is the client's.</summary>
    /// <returns>Completes when the body begins.</returns>
    public ValueTask PrepareAsync(ResponseTransformContext transform, HttpResponseMessage answer, AttemptState attempt)
    {
        // What follows is another protocol, in both directions (RFC 9110 §7.8, RFC 8441): no body to be looked after.
        if (answer.StatusCode == HttpStatusCode.SwitchingProtocols || answer.RequestMessage?.Method == HttpMethod.Connect)
        {
            return default;
        }

        if (attempt.Times.IsIdleShorter)
        {
            answer.Content = LimitSilence(answer.Content, attempt.Times.Idle);
        }

        resumption.Prepare(transform.HttpContext, answer, attempt);
        return EarlyHead.SendAsync(transform.HttpContext.Response, answer, transform.CancellationToken);
    }

    // The length goes along: it decides whether a broken body is worth resuming.
    private LaterContent LimitSilence(HttpContent content, TimeSpan idle)
    {
        var limited = new LaterContent(content, stream => new IdleLimitedStream(stream, idle, time));
        limited.Headers.ContentLength = content.Headers.ContentLength;
        return limited;
    }
}
