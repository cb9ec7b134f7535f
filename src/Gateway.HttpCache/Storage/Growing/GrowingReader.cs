namespace Gateway.HttpCache.Storage.Growing;

/// <summary>One reader's place in a growing body.</summary>
internal sealed class GrowingReader(GrowingBody body) : IGrowingBody
{
    private long _position;

    /// <summary>How many bytes it has taken.</summary>
    public long Position
    {
        get => Interlocked.Read(ref _position);
        set => Interlocked.Exchange(ref _position, value);
    }

    /// <summary>True when it held up the others of a relay for too long.</summary>
    public bool Dropped { get; set; }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // An empty read would look like the end of the body.
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer is empty; it must take at least one byte.", nameof(buffer));
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = body.Next(this, buffer.Span);
            if (step.Spool is { } spool)
            {
                var read = await spool.ReadAsync(Position, buffer[..step.Count]);
                Position += read;
                body.Moved();
                return read;
            }

            if (step.Arrival is not { } arrival)
            {
                return step.Count;
            }

            await arrival.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        body.Close(this);
        return ValueTask.CompletedTask;
    }
}
