using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>
/// Counts the body of an answer that passes through, whose length its head need not tell. What comes from the cache has been counted there.
/// </summary>
internal sealed class CountedBody : WriteOnlyStream
{
    private readonly Stream _inner;

    private CountedBody(Stream inner) => _inner = inner;

    /// <summary>How many bytes have been handed to the server.</summary>
    private long Total { get; set; }

    /// <summary>Runs the stages that answer, and writes the number of bytes into the request's record.</summary>
    /// <param name="context">The client's own context.</param>
    /// <param name="answer">The stages.</param>
    /// <returns>The number of bytes.</returns>
    public static async Task<long> CountAsync(HttpContext context, RequestDelegate answer)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var counted = new CountedBody(inner.Stream);
        var body = new StreamResponseBodyFeature(counted, inner);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await answer(context);
        }
        finally
        {
            body.Dispose();
            context.Features.Set(inner);
            if (counted.Total > 0 && context.Features.Get<RequestRecord>() is { } record)
            {
                record.BodyBytes = counted.Total;
            }
        }

        return counted.Total;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Total += buffer.Length;
        return _inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);
}
