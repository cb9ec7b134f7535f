namespace Gateway.Upstreams;

/// <summary>Fails a read that brings nothing within the limit.</summary>
internal sealed class IdleLimitedStream(Stream inner, TimeSpan limit, TimeProvider time) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var patience = new CancellationTokenSource(limit, time);
        var read = inner.ReadAsync(buffer, patience.Token);
        if (!read.IsCompleted)
        {
            return Wait(read, patience, cancellationToken);
        }

        patience.Dispose();
        return read;
    }

    private async ValueTask<int> Wait(ValueTask<int> read, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        using var owned = patience;
        await using var leaving = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), patience);
        try
        {
            return await read;
        }
        catch (OperationCanceledException silent) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The body was silent for {limit}.", silent);
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
