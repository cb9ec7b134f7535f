using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.HttpCache.Storage.OnDisk;

/// <summary>A small body, read and checked whole before its first byte goes out.</summary>
/// <param name="buffer">A rented buffer that begins with the body.</param>
/// <param name="length">The body's length.</param>
internal sealed class BufferedBody(byte[] buffer, int length) : IEntryBody
{
    private bool _disposed;

    public long Length => length;

    public ReadOnlyMemory<byte>? Memory => buffer.AsMemory(0, length);

    public async ValueTask<bool> CopyToAsync(PipeWriter destination, long offset, long length, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(buffer.AsMemory((int)offset, (int)length), cancellationToken);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return ValueTask.CompletedTask;
    }
}
