namespace Gateway.Tests.Registries.Documents;

/// <summary>Gives its bytes in chunks of at most a given size, and counts them.</summary>
internal sealed class ChunkedStream(ReadOnlyMemory<byte> content, int chunk) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest = content;

    public int Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = Math.Min(Math.Min(chunk, buffer.Length), _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        Given += length;
        return ValueTask.FromResult(length);
    }
}
