using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;

namespace Gateway.Environments;

/// <summary>
/// The body of a request, held in memory: it can be sent to one upstream after the other, and to each only as much of it as that upstream
/// may hear. A request with such a body is one that changes nothing, so that asking twice does no harm.
/// </summary>
/// <param name="whole">The body as the client sent it.</param>
/// <param name="reduced">What is left of it for upstreams that may not hear all; the same where nothing was taken out.</param>
/// <param name="trusted">The upstreams that get the whole.</param>
/// <param name="notOffered">Answers by which an upstream says that it has no such service, so that the next one is asked.</param>
/// <param name="onReduced">Called once, before an upstream is sent less than the whole.</param>
internal sealed class ScreenedBody(
    ScreenedContent whole, ScreenedContent reduced, ImmutableArray<string> trusted, ImmutableArray<int> notOffered, Action onReduced)
{
    private bool _wasReduced;

    /// <summary>Answers by which an upstream says that it has no such service.</summary>
    public ImmutableArray<int> NotOffered => notOffered;

    /// <summary>Whether an upstream gets less than the whole.</summary>
    public bool IsReducedFor(string upstream) =>
        !ReferenceEquals(whole, reduced) && !trusted.Contains(upstream, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes it the body of a request, from its beginning.</summary>
    /// <param name="request">The request that is about to be sent.</param>
    /// <param name="upstream">Who is about to get it.</param>
    public void PutInto(HttpRequest request, string upstream)
    {
        var isReduced = IsReducedFor(upstream);
        var content = isReduced ? reduced : whole;
        if (isReduced && !_wasReduced)
        {
            _wasReduced = true;
            onReduced();
        }

        request.Headers.Remove(HeaderNames.TransferEncoding);
        request.Headers.Remove(HeaderNames.ContentEncoding);
        if (content.Coding is not null)
        {
            request.Headers.ContentEncoding = content.Coding;
        }

        request.ContentLength = content.Bytes.Length;
        request.Body = new MemoryStream(content.Bytes, writable: false);
    }
}

/// <summary>The bytes of a body and how they are coded.</summary>
/// <param name="Bytes">The bytes, coded.</param>
/// <param name="Coding">The value of <c>Content-Encoding</c>; null where there is none.</param>
internal sealed record ScreenedContent(byte[] Bytes, string? Coding);
