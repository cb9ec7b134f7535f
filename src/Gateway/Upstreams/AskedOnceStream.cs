using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Upstreams;

/// <summary>
/// A connection of HTTP/1.1 towards a destination that keeps the client library from asking again by itself. When a connection ends without
/// a byte of an answer, the library sends a request that has no body up to three times more, whatever its method: a DELETE four times,
/// and four times the load on a destination that is down, past the budget of repetitions and seen by nobody. Here that end is a broken
/// connection, and whether the request is repeated is for the attempts to say. Only a GET, HEAD or OPTIONS on a connection that had
/// answered before is left to the library: a server may close an idle connection just when a request is sent on it (RFC 9112 §9.3.1).
/// </summary>
/// <param name="inner">The connection, without its TLS.</param>
internal sealed class AskedOnceStream(Stream inner) : UnseekableStream
{
    private bool _hasAnswered;
    private bool _isSafe;
    private bool _isAnswerDue;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        return buffer.IsEmpty ? read
            : read.IsCompletedSuccessfully ? new ValueTask<int>(Checked(read.Result))
            : Wait(read);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isAnswerDue)
        {
            // The first bytes after an answer are those of a request.
            _isSafe = buffer.Span.StartsWith("GET "u8) || buffer.Span.StartsWith("HEAD "u8) || buffer.Span.StartsWith("OPTIONS "u8);
            _isAnswerDue = true;
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Wait(ValueTask<int> read) => Checked(await read);

    private int Checked(int count)
    {
        if (count > 0)
        {
            (_hasAnswered, _isAnswerDue) = (true, false);
        }
        else if (_isAnswerDue && !(_hasAnswered && _isSafe))
        {
            throw new IOException(
                "The connection ended before the first byte of an answer.", new SocketException((int)SocketError.ConnectionReset));
        }

        return count;
    }
}
