using System.Net;

namespace Gateway.Upstreams;

/// <summary>A body that is read through another stream, which is made when reading begins.</summary>
/// <param name="inner">The upstream's body.</param>
/// <param name="around">Makes the stream that is read.</param>
internal sealed class LaterContent(HttpContent inner, Func<Stream, Stream> around) : HttpContent
{
    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync() => around(await inner.ReadAsStreamAsync());

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
