using System.Runtime.CompilerServices;

namespace Gateway.Upstreams;

/// <summary>Fails a read that brings nothing within the limit.</summary>
internal sealed class IdleLimitedStream(Stream inner, TimeSpan limit, TimeProvider time) : ReadOnlyStream
{
    // One for all reads of a body, counting only while one of them waits; once it has ended a read, the body is over. Not disposed of: a
    // read may still be under way when the stream is, and a timer that is off is all that it holds.
    private readonly CancellationTokenSource _patience = new(Timeout.InfiniteTimeSpan, time);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, _patience.Token);
        return read.IsCompleted ? read : Wait(read, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> Wait(ValueTask<int> read, CancellationToken cancellationToken)
    {
        _patience.CancelAfter(limit);
        await using var leaving = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), _patience);
        try
        {
            return await read;
        }
        catch (OperationCanceledException silent) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The body was silent for {limit}.", silent);
        }
        finally
        {
            _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }
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
