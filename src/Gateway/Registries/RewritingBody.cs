using System.IO.Pipelines;
using Gateway.Registries.Documents;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Registries;

/// <summary>
/// Stands in front of the response's body while the forwarder writes. At the first sign of a body, when status and fields are known, it
/// decides whether the document passes through a pump or goes on as it is.
/// </summary>
/// <param name="inner">The body behind it.</param>
/// <param name="begin">Decides: makes the pump, or returns null. Called once.</param>
internal sealed class RewritingBody(IHttpResponseBodyFeature inner, Func<Stream, DocumentPump?> begin) : IHttpResponseBodyFeature
{
    private DocumentPump? _pump;
    private PipeWriter? _writer;
    private BodyStream? _stream;
    private bool _begun;

    /// <inheritdoc/>
    public Stream Stream => _stream ??= new BodyStream(this);

    /// <inheritdoc/>
    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Whether anything of a body was announced or written.</summary>
    public bool HasBegun => _begun;

    /// <inheritdoc/>
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        Begin() is null ? inner.StartAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        await EndAsync(fault: null);
        await inner.CompleteAsync();
    }

    /// <summary>Ends the document, if one is under way.</summary>
    /// <param name="fault">Why it is not the whole; null when it is.</param>
    /// <exception cref="RegistryDocumentException">The document is not what it must be.</exception>
    public async Task EndAsync(Exception? fault)
    {
        if (_writer is not null && fault is null)
        {
            await _writer.FlushAsync();
        }

        using var pump = _pump;
        _pump = null;
        if (pump is not null)
        {
            await pump.EndAsync(fault);
        }
    }

    private DocumentPump? Begin()
    {
        if (!_begun)
        {
            _begun = true;
            _pump = begin(inner.Stream);
        }

        return _pump;
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        Begin() is { } pump ? pump.WriteAsync(bytes) : inner.Stream.WriteAsync(bytes, cancellation);

    /// <summary>A pump hands on what it has when it sees fit; flushing cannot make more of it.</summary>
    private Task FlushAsync(CancellationToken cancellation) =>
        Begin() is null ? inner.Stream.FlushAsync(cancellation) : Task.CompletedTask;

    private sealed class BodyStream(RewritingBody body) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            body.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);
    }
}
