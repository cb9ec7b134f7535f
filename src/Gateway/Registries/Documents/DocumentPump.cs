using System.IO.Pipelines;

namespace Gateway.Registries.Documents;

/// <summary>Rewrites what is written to it and writes the result on, in step with the writer.</summary>
internal sealed class DocumentPump : IDisposable
{
    /// <summary>
    /// How much of the result is held back before the first byte is written on. Whatever is wrong with a document shorter than this is
    /// found while a proper error can still be answered; most documents are.
    /// </summary>
    private const int HeldBack = 64 << 10;

    private readonly HandoffStream _source = new();
    private readonly Task _work;

    /// <summary>Begins.</summary>
    /// <param name="rewriter">What happens to the document.</param>
    /// <param name="undo">Makes the document from what is written: undoes its content coding.</param>
    /// <param name="destination">Where the result goes.</param>
    /// <param name="cancellation">Gives up.</param>
    public DocumentPump(JsonStringRewriter rewriter, Func<Stream, Stream> undo, Stream destination, CancellationToken cancellation) =>
        _work = Run(rewriter, undo, destination, cancellation);

    /// <summary>Takes the next bytes as they came from the upstream; when it completes, nothing of them is kept.</summary>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!await _source.OfferAsync(bytes))
        {
            await _work;
        }
    }

    /// <summary>Ends the document.</summary>
    /// <param name="fault">Why it is not the whole document; null when it is.</param>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    /// <exception cref="IOException">It is not the whole.</exception>
    public async Task EndAsync(Exception? fault)
    {
        _source.End(fault);
        await _work;
    }

    /// <summary>Frees it, after its end.</summary>
    public void Dispose() => _source.Dispose();

    private async Task Run(JsonStringRewriter rewriter, Func<Stream, Stream> undo, Stream destination, CancellationToken cancellation)
    {
        var output = PipeWriter.Create(destination, new StreamPipeWriterOptions(minimumBufferSize: HeldBack, leaveOpen: true));
        try
        {
            await using (var document = undo(_source))
            {
                await rewriter.RewriteAsync(document, output, HeldBack, cancellation);
            }

            await output.CompleteAsync();
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
}
