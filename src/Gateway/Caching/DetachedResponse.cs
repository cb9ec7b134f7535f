using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Caching;

/// <summary>
/// The response side of a fetch: what the forwarder writes goes to a sink instead of a connection. The head is handed over once,
/// before the first byte of the body or at the end, with everything that registered for the start having had its turn.
/// </summary>
internal sealed class DetachedResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private readonly IFetchSink _sink;
    private readonly CancellationTokenSource _aborted = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _onStarting = new();
    private readonly SinkStream _stream;
    private PipeWriter? _writer;

    /// <summary>Makes a response that writes to the sink.</summary>
    public DetachedResponse(IFetchSink sink)
    {
        _sink = sink;
        _stream = new SinkStream(this);
        RequestAborted = _aborted.Token;
    }

    /// <inheritdoc/>
    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public string? ReasonPhrase { get; set; }

    /// <inheritdoc/>
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <inheritdoc/>
    public CancellationToken RequestAborted { get; set; }

    /// <inheritdoc/>
    public Stream Stream => _stream;

    /// <inheritdoc/>
    public PipeWriter Writer => _writer ??= PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>Whether the answer was broken off after it had started.</summary>
    public bool IsAborted => _aborted.IsCancellationRequested;

    /// <summary>Whether the sink has said that nobody wants the rest.</summary>
    public bool IsUnwanted { get; private set; }

    Stream IHttpResponseFeature.Body
    {
        get => _stream;
        set => throw new NotSupportedException("Replace the IHttpResponseBodyFeature instead.");
    }

    /// <inheritdoc/>
    public void OnStarting(Func<object, Task> callback, object state) => _onStarting.Push((callback, state));

    /// <inheritdoc/>
    public void OnCompleted(Func<object, Task> callback, object state)
    {
        // Nothing in the fetch's part of the pipeline waits for the end of a response; what runs after it runs after the stage itself.
    }

    /// <inheritdoc/>
    public void DisableBuffering()
    {
        // There is no buffer to disable: each write goes to the sink.
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
        {
            return;
        }

        while (_onStarting.TryPop(out var registered))
        {
            await registered.Callback(registered.State);
        }

        HasStarted = true;
        await _sink.StartAsync(StatusCode, Headers, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync()
    {
        await StartAsync(CancellationToken.None);
        if (_writer is not null)
        {
            await _writer.FlushAsync();
        }
    }

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A fetch answers from an upstream, never from a file.");

    /// <inheritdoc/>
    public void Abort()
    {
        try
        {
            _aborted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The fetch was over a moment earlier; there is nothing left to break off.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aborted.Dispose();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        if (!await _sink.WriteAsync(bytes, cancellationToken))
        {
            // Nobody wants the rest: the transfer ends here, and with it the upstream's work.
            IsUnwanted = true;
            Abort();
            throw new OperationCanceledException("Nobody reads the answer any more.");
        }
    }

    private sealed class SinkStream(DetachedResponse response) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            response.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => response.StartAsync(cancellationToken);
    }
}

/// <summary>Takes the answer of a fetch.</summary>
internal interface IFetchSink
{
    /// <summary>The head is there. Called once, before any byte.</summary>
    ValueTask StartAsync(int status, IHeaderDictionary headers, CancellationToken cancellationToken);

    /// <summary>The next bytes of the body.</summary>
    /// <returns>False when nobody wants the rest.</returns>
    ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
