using System.IO.Pipelines;

namespace Gateway.Registries.Documents;

/// <summary>Changes what is written to it and writes the result on, in step with the writer.</summary>
internal sealed class DocumentPump : IBodyPump
{
    /// <summary>
    /// How much of the result is held back before the first byte is written on. Whatever is wrong with a document shorter than this is
    /// found while a proper error can still be answered; most documents are.
    /// </summary>
    private const int HeldBack = 64 << 10;

    private readonly HandoffStream _source = new();
    private readonly Task _work;

    /// <summary>Begins.</summary>
    /// <param name="pass">What happens to the document; null to pass it on as it is.</param>
    /// <param name="undo">Makes the document from what is written: undoes its content coding.</param>
    /// <param name="destination">Where the result goes.</param>
    /// <param name="coding">The content coding that the result is given.</param>
    /// <param name="cancellation">Gives up.</param>
    public DocumentPump(
        JsonStringRewriter? pass, Func<Stream, Stream> undo, Stream destination, string coding, CancellationToken cancellation) =>
        _work = Run(pass, undo, destination, coding, cancellation);

    /// <inheritdoc/>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!await _source.OfferAsync(bytes))
        {
            await _work;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    /// <exception cref="IOException">It is not the whole.</exception>
    public async Task EndAsync(Exception? fault)
    {
        _source.End(fault);
        await _work;
    }

    /// <summary>Frees it, after its end.</summary>
    public void Dispose() => _source.Dispose();

    private async Task Run(
        JsonStringRewriter? pass, Func<Stream, Stream> undo, Stream destination, string coding, CancellationToken cancellation)
    {
        var coder = ContentCodings.Apply(destination, coding);
        var output = PipeWriter.Create(
            coder ?? destination, new StreamPipeWriterOptions(minimumBufferSize: HeldBack, leaveOpen: true));
        try
        {
            await using (var document = undo(_source))
            {
                await (pass?.RewriteAsync(document, output, HeldBack, cancellation) ?? CopyAsync(document, output, cancellation));
            }

            await output.CompleteAsync();
            if (coder is not null)
            {
                // Only here: disposing of it writes its end, which must not follow what has broken off.
                await coder.DisposeAsync();
            }
        }
        catch (Exception exception)
        {
            // Completing it with the exception drops what is held back.
            await output.CompleteAsync(exception);
            throw;
        }
        finally
        {
            _source.Close();
        }
    }

    private static async Task CopyAsync(Stream document, PipeWriter output, CancellationToken cancellation)
    {
        try
        {
            await document.CopyToAsync(output, cancellation);
        }
        catch (Exception exception) when (ContentCodings.IsDamage(exception))
        {
            throw new RegistryDocumentException(DocumentFault.DamagedCoding, exception);
        }
    }
}
