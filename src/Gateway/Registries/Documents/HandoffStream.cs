namespace Gateway.Registries.Documents;

/// <summary>
/// A stream whose bytes are handed over by a writer that waits until the reader has taken them and asks for more. So the reader works
/// only while the writer waits, never beside it: when the writer turns to something else, such as clearing a response that went wrong,
/// nothing of the reader's is under way. It also needs no buffer.
/// </summary>
internal sealed class HandoffStream : ReadOnlyStream
{
    private readonly SemaphoreSlim _offered = new(0);
    private readonly SemaphoreSlim _taken = new(0);
    private ReadOnlyMemory<byte> _chunk;
    private Exception? _fault;
    private bool _owing;
    private bool _ended;
    private bool _closed;

    /// <summary>Hands bytes over; completes when all of them are taken, or the reader is done.</summary>
    /// <returns>False when the reader is done.</returns>
    public async ValueTask<bool> OfferAsync(ReadOnlyMemory<byte> chunk)
    {
        if (_closed || chunk.IsEmpty)
        {
            return !_closed;
        }

        _chunk = chunk;
        _owing = true;
        _offered.Release();
        await _taken.WaitAsync();
        return !_closed;
    }

    /// <summary>There is no more.</summary>
    /// <param name="fault">Why what was handed over is not the whole; null when it is. The reader gets it thrown.</param>
    public void End(Exception? fault)
    {
        _fault = fault;
        _ended = true;
        _offered.Release();
    }

    /// <summary>The reader is done, for good or ill.</summary>
    public override void Close()
    {
        _closed = true;
        Settle();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_chunk.IsEmpty && !_ended)
        {
            Settle();
            await _offered.WaitAsync(cancellationToken);
        }

        if (_fault is not null)
        {
            throw new IOException("What was handed over is not the whole.", _fault);
        }

        var length = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..length].CopyTo(buffer);
        _chunk = _chunk[length..];
        return length;
    }

    private void Settle()
    {
        if (_owing)
        {
            _owing = false;
            _taken.Release();
        }
    }
}
