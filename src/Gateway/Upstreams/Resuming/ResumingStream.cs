using System.Runtime.CompilerServices;

namespace Gateway.Upstreams.Resuming;

/// <summary>A body that goes on from elsewhere when it breaks.</summary>
/// <param name="first">The body as it began.</param>
/// <param name="resume">Fetches the rest from an offset, given why it broke there; null when it cannot be had.</param>
internal sealed class ResumingStream(Stream first, Func<long, Exception, CancellationToken, ValueTask<Stream?>> resume) : ReadOnlyStream
{
    private Stream _current = first;
    private long _offset;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = _current.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return Follow(read, buffer, cancellationToken);
        }

        var count = read.Result;
        _offset += count;
        return new ValueTask<int>(count);
    }

    // A read that waits is the usual case of a body that comes from a network: what it waits in is used again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Follow(ValueTask<int> read, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var count = await read;
                _offset += count;
                return count;
            }
            catch (Exception broken) when (broken is IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
            {
                if (await resume(_offset, broken, cancellationToken) is not { } rest)
                {
                    throw;
                }

                await _current.DisposeAsync();
                _current = rest;
                read = rest.ReadAsync(buffer, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
        }

        base.Dispose(disposing);
    }
}
