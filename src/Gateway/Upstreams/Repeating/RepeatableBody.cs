namespace Gateway.Upstreams.Repeating;

/// <summary>A request body in memory, so that more than one attempt can send it.</summary>
internal sealed class RepeatableBody
{
    private const int Piece = 16 * 1024;

    private readonly byte[] _bytes;
    private readonly int _length;

    private RepeatableBody(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    /// <summary>
    /// Lets the next attempt read it from the beginning. Each gets a stream of its own: the forwarder may still read for an attempt that is
    /// over.
    /// </summary>
    public void Offer(HttpRequest request) => request.Body = new MemoryStream(_bytes, 0, _length, writable: false);

    /// <summary>Reads the body of a request, when it is small enough.</summary>
    /// <param name="request">The request; its body can be read as before in any case.</param>
    /// <param name="most">The most bytes that are held.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    /// <returns>Null when the body is larger.</returns>
    /// <exception cref="BadHttpRequestException">The client sends something that is no body.</exception>
    public static async ValueTask<RepeatableBody?> TakeAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (most == 0 || request.ContentLength > most)
        {
            return null;
        }

        var held = new MemoryStream((int)(request.ContentLength ?? 0));
        var piece = new byte[Math.Min(Piece, request.ContentLength + 1 ?? Piece)];
        while (await request.Body.ReadAsync(piece, cancellationToken) is var count and > 0)
        {
            held.Write(piece, 0, count);
            if (held.Length > most)
            {
                request.Body = new JoinedStream(held.GetBuffer().AsMemory(0, (int)held.Length), request.Body);
                return null;
            }
        }

        var body = new RepeatableBody(held.GetBuffer(), (int)held.Length);
        body.Offer(request);
        return body;
    }

    /// <summary>What was read already, and then the rest.</summary>
    private sealed class JoinedStream(ReadOnlyMemory<byte> beginning, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _left = beginning;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left.IsEmpty)
            {
                return rest.ReadAsync(buffer, cancellationToken);
            }

            var count = Math.Min(buffer.Length, _left.Length);
            _left[..count].CopyTo(buffer);
            _left = _left[count..];
            return new ValueTask<int>(count);
        }
    }
}
