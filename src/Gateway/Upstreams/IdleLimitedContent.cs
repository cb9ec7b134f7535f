using System.Net;

namespace Gateway.Upstreams;

/// <summary>A body whose silence is limited more strictly than the forwarder would. How long it takes as a whole does not matter.</summary>
/// <param name="inner">The upstream's body.</param>
/// <param name="limit">The longest silence.</param>
/// <param name="time">The clock.</param>
internal sealed class IdleLimitedContent(HttpContent inner, TimeSpan limit, TimeProvider time) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new IdleLimitedStream(await inner.ReadAsStreamAsync(), limit, time);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var body = await CreateContentReadStreamAsync();
        await body.CopyToAsync(stream);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
