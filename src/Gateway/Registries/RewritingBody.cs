using System.IO.Pipelines;
using Gateway.Errors;
using Gateway.Registries.Documents;
using Gateway.Registries.Integrity;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Registries;

/// <summary>
/// Stands in front of the response's body while the stages below write. At the first sign of a body, when status and fields are known, it
/// decides whether the body passes through a pump or goes on as it is.
/// </summary>
/// <param name="inner">The body behind it.</param>
/// <param name="begin">Decides: makes the pump, or returns null. Called once.</param>
internal sealed class RewritingBody(IHttpResponseBodyFeature inner, Func<Stream, IBodyPump?> begin) : IHttpResponseBodyFeature
{
    private IBodyPump? _pump;
    private PipeWriter? _writer;
    private BodyStream? _stream;
    private bool _begun;

    /// <inheritdoc/>
    public Stream Stream => _stream ??= new BodyStream(this);

    /// <inheritdoc/>
    public PipeWriter Writer => _writer ??= Begin() is null
        ? inner.Writer
        : PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Whether anything of a body was announced or written.</summary>
    public bool HasBegun => _begun;

    /// <summary>Whether all of it has passed.</summary>
    public bool IsWhole { get; private set; }

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

    /// <summary>Lets the stages below write, and sees the body to its end whatever happens.</summary>
    /// <param name="context">The request, whose response body this is.</param>
    /// <param name="next">The stages below.</param>
    /// <exception cref="RegistryDocumentException">The body is a document, and not what it must be.</exception>
    /// <exception cref="IntegrityException">The body is an artifact, and not the one that is expected.</exception>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await AbandonAsync(exception);
            throw;
        }

        if (context.Features.Get<IForwarderErrorFeature>() is { } failure)
        {
            // The forwarder has dealt with the response; what remains is to learn whether the body was the cause.
            await AbandonAsync(failure.Exception);
        }
        else if (context.RequestAborted.IsCancellationRequested)
        {
            await AbandonAsync(cause: null);
        }
        else
        {
            await FinishAsync(context);
        }
    }

    private async Task FinishAsync(HttpContext context)
    {
        // An empty body is never written; where something should be, it is one cut short.
        if (!_begun && HttpMethods.IsGet(context.Request.Method) && context.Response.StatusCode is StatusCodes.Status200OK
            && context.Features.Get<GatewayError>() is null)
        {
            await StartAsync();
        }

        await EndAsync(fault: null);
        IsWhole = _begun;
    }

    private async Task AbandonAsync(Exception? cause)
    {
        try
        {
            await EndAsync(cause ?? new IOException("The body was broken off."));
        }
        catch (IOException)
        {
            // This is the end that was just announced to it.
        }
        catch (OperationCanceledException)
        {
            // Nobody wanted the rest, which is what the forwarder has reported.
        }
    }

    private async Task EndAsync(Exception? fault)
    {
        if (_writer is not null && _pump is not null && fault is null)
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

    private IBodyPump? Begin()
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
