namespace Gateway.Registries.Integrity;

/// <summary>
/// Reads an artifact and checks it on the way. At the end, instead of the end, a reader gets an <see cref="IntegrityException"/> where
/// the bytes are others: who copies the stream fails before it could commit what it copied.
/// </summary>
/// <param name="source">The artifact; disposed with this.</param>
/// <param name="expected">What it must hash to.</param>
internal sealed class VerifyingStream(Stream source, SubresourceIntegrity expected) : Stream
{
    private readonly TarballIntegrity _integrity = new(expected);
    private bool _verified;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span, read);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        Check(buffer, read);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _integrity.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> buffer, int read)
    {
        _integrity.Append(buffer[..read]);
        if (read > 0 || buffer.IsEmpty || _verified)
        {
            return;
        }

        _verified = _integrity.IsIntact();
        if (!_verified)
        {
            throw new IntegrityException();
        }
    }
}
