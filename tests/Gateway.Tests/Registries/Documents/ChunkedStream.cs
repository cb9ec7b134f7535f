namespace Gateway.Tests.Registries.Documents;

/// <summary>Gives its bytes in chunks of at most a given size, and counts them.</summary>
internal sealed class ChunkedStream(ReadOnlyMemory<byte> content, int chunk) : Stream
{
    private ReadOnlyMemory<byte> _rest = content;

    public int Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override int Read(Span<byte> buffer)
    {
        var length = Math.Min(Math.Min(chunk, buffer.Length), _rest.Length);
        _rest.Span[..length].CopyTo(buffer);
        _rest = _rest[length..];
        Given += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
