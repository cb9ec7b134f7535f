using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Registries.Documents;

/// <summary>
/// Changes a JSON document while it passes through: the memory it takes is one block, or a few times its longest token, whatever its
/// length, and what has been read whole is handed on before the rest has come.
/// </summary>
/// <param name="pass">What happens to the document; good for one.</param>
/// <param name="limits">Beyond which the document is refused.</param>
/// <param name="blockSize">How many bytes are read at once at first.</param>
internal sealed class JsonTransfer(IJsonPass pass, DocumentLimits limits, int blockSize = JsonTransfer.DefaultBlockSize)
{
    /// <summary>
    /// Larger blocks did not make it faster (measured from 16 KiB to 1 MiB); this is what stays below the large object heap and fills a
    /// socket's receive buffer a few times.
    /// </summary>
    public const int DefaultBlockSize = 64 << 10;

    /// <summary>Passes the whole document through and flushes; completes neither side.</summary>
    /// <param name="source">The document, content coding undone.</param>
    /// <param name="destination">
    /// Where it goes. After an exception it holds a part of the document, which must not be taken for the whole.
    /// </param>
    /// <param name="flushAt">How many bytes are gathered before they are flushed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    /// <exception cref="IOException">The destination takes no more.</exception>
    public async Task RunAsync(Stream source, PipeWriter destination, int flushAt, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(blockSize);
        try
        {
            var filled = 0;
            var wanted = 1;
            long total = 0;
            for (var last = false; !last;)
            {
                var read = await ReadAsync(source, buffer.AsMemory(filled), cancellation);
                (last, filled, total) = (read == 0, filled + read, total + read);
                if (total > limits.MaxLength)
                {
                    throw new RegistryDocumentException(DocumentFault.TooLarge);
                }

                if (!last && filled < wanted)
                {
                    continue;
                }

                var left = filled - Process(buffer.AsSpan(0, filled), last, destination);
                buffer = MakeRoom(buffer, filled - left, left);
                // A token that spans blocks is scanned anew each time, so wait until there is twice as much: the work stays linear.
                (filled, wanted) = (left, Math.Min(2 * left, buffer.Length));
                if (last || !destination.CanGetUnflushedBytes || destination.UnflushedBytes >= flushAt)
                {
                    await FlushAsync(destination, last, cancellation);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>At the end the rest is read twice, so that what is wrong in it is told from what is missing after it.</summary>
    private int Process(ReadOnlySpan<byte> block, bool last, PipeWriter destination)
    {
        var consumed = pass.Process(block, last: false, destination);
        return last ? consumed + pass.Process(block[consumed..], last: true, destination) : consumed;
    }

    /// <summary>Moves the rest to the front of a buffer that has room behind it.</summary>
    private byte[] MakeRoom(byte[] buffer, int from, int length)
    {
        if (length > limits.MaxTokenLength)
        {
            throw new RegistryDocumentException(DocumentFault.TokenTooLong);
        }

        var target = length > buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(buffer.Length * 2) : buffer;
        buffer.AsSpan(from, length).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return target;
    }

    private static async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellation);
        }
        catch (Exception exception) when (ContentCodings.IsDamage(exception))
        {
            throw new RegistryDocumentException(DocumentFault.DamagedCoding, exception);
        }
    }

    private static async ValueTask FlushAsync(PipeWriter destination, bool last, CancellationToken cancellation)
    {
        var result = await destination.FlushAsync(cancellation);
        if (result.IsCompleted && !last)
        {
            throw new IOException("The receiver of the document takes no more.");
        }
    }
}
