namespace Gateway.Draining;

/// <summary>
/// The client's side of a WebSocket. When the gateway ends, it sends the client a Close frame that says so, between two frames of the
/// server. The client's answer to it goes to the server as any frame of the client does, so both ends close as they would by themselves.
/// </summary>
internal sealed class FarewellStream : UnseekableStream
{
    /// <summary>A Close frame of a server with the code 1001, "going away" (RFC 6455 §7.4.1).</summary>
    private static readonly byte[] GoingAway = [0x88, 0x02, 0x03, 0xE9];

    private readonly Stream _inner;
    private readonly FrameBoundary _frames = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenRegistration _registration;
    private bool _isEnding;
    private bool _hasSaid;

    /// <summary>Begins with the first frame.</summary>
    /// <param name="inner">The client's connection.</param>
    /// <param name="ending">Cancelled when the gateway ends.</param>
    public FarewellStream(Stream inner, CancellationToken ending)
    {
        _inner = inner;
        _registration = ending.UnsafeRegister(static stream => _ = ((FarewellStream)stream!).EndAsync(), this);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _inner.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_hasSaid)
            {
                // After a Close frame nothing may follow (RFC 6455 §5.5.1): what the server still says is lost, as when the client leaves.
                return;
            }

            var taken = _frames.Take(buffer.Span);
            while (taken < buffer.Length && !_isEnding)
            {
                taken += _frames.Take(buffer.Span[taken..]);
            }

            await _inner.WriteAsync(buffer[..taken], cancellationToken);
            await SayWhenDueAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

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
            _registration.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // A frame under way ends first; then it is said by who writes that end.
    private async Task EndAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _isEnding = true;
            await SayWhenDueAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client has left: there is nobody to say it to.
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask SayWhenDueAsync(CancellationToken cancellationToken)
    {
        if (_isEnding && !_hasSaid && _frames is { IsBetween: true, HasClosed: false })
        {
            _hasSaid = true;
            await _inner.WriteAsync(GoingAway, cancellationToken);
            await _inner.FlushAsync(cancellationToken);
        }
    }
}
