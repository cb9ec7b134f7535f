using System.IO.Pipelines;
using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;

namespace Gateway.Caching;

/// <summary>
/// One request to the upstream on behalf of a key. It runs on a context of its own and belongs to no client: the one that caused it
/// may leave, others wait for the same <see cref="Outcome"/>.
/// </summary>
internal sealed partial class Fetch(ICacheStore store, TimeProvider time, ILogger logger) : IFetchSink
{
    private readonly TaskCompletionSource<FetchOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly PurgeMark _mark = store.Mark;
    private FetchPlan? _plan;
    private DetachedResponse? _response;
    private DateTimeOffset _requestTime;
    private CacheRequest _request;
    private IEntryWriter? _writer;
    private PartAssembly? _assembly;
    private IEntryBody? _kept;
    private IGrowingBody? _ownerReader;
    private Pipe? _unshared;
    private long? _expectedLength;
    private long _arrived;
    private bool _isEnding;
    private bool _ownerGone;
    private bool _isWanted = true;
    private int _holders = 1;

    /// <summary>What the stages below wrote down of the fetch.</summary>
    public RequestRecord Record { get; } = new();

    /// <summary>What the fetch came to; complete when the upstream's head is there.</summary>
    public Task<FetchOutcome> Outcome => _outcome.Task;

    /// <summary>Whether a purge has covered its entry since it began: requests from after the purge begin a fetch of their own.</summary>
    public bool IsOvertaken => Volatile.Read(ref _writer)?.Purged is not null;

    /// <summary>
    /// Whether all of the answer has arrived, so that a client may have seen its end. Whoever comes then is not a part of the crowd that
    /// waited for it, and is answered from the store.
    /// </summary>
    public bool IsWhole => Volatile.Read(ref _isEnding) || (_expectedLength is { } expected && Interlocked.Read(ref _arrived) >= expected);

    /// <summary>Completes when the entry is in the store, or will not be.</summary>
    public Task Over => _over.Task;

    private FetchPlan Plan => _plan!;

    private string Shown => AccessTarget.WithoutQuery(Plan.Key.Target);

    /// <summary>
    /// Runs the fetch to its end. Never throws: what goes wrong is the outcome, or breaks those who read the entry already.
    /// </summary>
    /// <param name="plan">What it is for.</param>
    /// <param name="context">The detached context.</param>
    /// <param name="response">Its response side, which writes to this fetch.</param>
    /// <param name="rest">The rest of the pipeline.</param>
    /// <param name="over">Called when the entry is in the store, or will not be,
    /// and still open: whoever comes later shall not join.</param>
    public async Task RunAsync(FetchPlan plan, HttpContext context, DetachedResponse response, RequestDelegate rest, Action over)
    {
        (_plan, _response) = (plan, response);
        try
        {
            _request = CacheRequest.Of(HttpMethods.Get, new RequestFields(DetachedRequest.CopyOf(context.Request.Headers)));
            _requestTime = time.GetUtcNow();
            await rest(context);
            await EndAsync(context.Features.Get<GatewayError>(), response);
        }
        catch (Exception exception)
        {
            Break(exception, response);
        }
        finally
        {
            over();
            _over.TrySetResult();
            response.Dispose();
            await ReleaseAsync();
        }
    }

    /// <summary>
    /// Keeps the growing entry open for a request that waits for the outcome: a fetch can be over before those who wait for it have been
    /// woken, and they are to find what they waited for.
    /// </summary>
    /// <returns>False when it is closed already.</returns>
    public bool TryHold()
    {
        lock (_gate)
        {
            return _holders > 0 && ++_holders > 0;
        }
    }

    /// <summary>Gives up a hold. The last one closes the growing entry; readers that are open go on to its end.</summary>
    public async ValueTask ReleaseAsync()
    {
        bool isLast;
        lock (_gate)
        {
            isLast = --_holders == 0;
        }

        if (!isLast)
        {
            return;
        }

        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        if (_assembly is not null)
        {
            await _assembly.DisposeAsync();
        }

        if (TakeKept() is { } kept)
        {
            await kept.DisposeAsync();
        }

        if (TakeReader() is { } reader)
        {
            await reader.DisposeAsync();
        }
    }

    /// <summary>The reader of the client that caused the fetch, opened with the entry. Whoever takes it disposes of it.</summary>
    public IGrowingBody? TakeReader() => Interlocked.Exchange(ref _ownerReader, null);

    /// <summary>
    /// The body of an entry that was confirmed and removed at once. Whoever takes it disposes of it; there is one only, for the request
    /// that caused the fetch.
    /// </summary>
    public IEntryBody? TakeKept() => Interlocked.Exchange(ref _kept, null);

    /// <summary>Ends the fetch before it began: the store has meanwhile what it would have brought.</summary>
    public ValueTask DismissAsync()
    {
        _outcome.TrySetResult(new FetchOutcome.LookAgain());
        _over.TrySetResult();
        return ReleaseAsync();
    }

    /// <summary>
    /// The client that caused the fetch is gone, or never was. An answer that is for it alone has no purpose then, and the upstream is
    /// told so; one for the store goes on.
    /// </summary>
    public void Abandon()
    {
        bool isPointless;
        lock (_gate)
        {
            _ownerGone = true;
            isPointless = _unshared is not null || _plan?.Part is not null;
        }

        // A reader that nobody reads would hold the fetch up.
        _ = TakeReader()?.DisposeAsync().AsTask();
        if (isPointless)
        {
            _response?.Abort();
        }
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(int status, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var head = new ResponseHead(status, ReceivedFields.Of(headers), _requestTime, time.GetUtcNow());
        var outcome = Plan.Part is { } part
            ? await StorePart(part, head, cancellationToken)
            : await Validated(head, cancellationToken) ?? await StoreOrPass(head, cancellationToken);
        _outcome.TrySetResult(outcome);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_writer is not null)
        {
            // Counted first: a client that has seen the last byte must find it counted.
            Interlocked.Add(ref _arrived, bytes.Length);
            return await _writer.WriteAsync(bytes, cancellationToken);
        }

        if (_unshared is not null)
        {
            var flushed = await _unshared.Writer.WriteAsync(bytes, cancellationToken);
            return !flushed.IsCompleted;
        }

        // The body of an error that a stale entry hides is read to its end, so that the connection can be used again.
        return _isWanted;
    }
}
