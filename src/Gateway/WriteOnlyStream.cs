namespace Gateway;

/// <summary>A stream into which something is written once, asynchronously: its receiver may be slow.</summary>
internal abstract class WriteOnlyStream : UnseekableStream
{
    private const string OnlyAsynchronous = "Only asynchronous writes wait for the receiver.";

    /// <inheritdoc/>
    public sealed override bool CanRead => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <inheritdoc/>
    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Has the receiver notice what was written; nothing to do where each write goes to it.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException(OnlyAsynchronous);

    /// <inheritdoc/>
    public sealed override void Flush() => throw new NotSupportedException(OnlyAsynchronous);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
