using System.Collections.Immutable;
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
internal sealed class Fetch(ICacheStore store, TimeProvider time, ILogger logger) : IFetchSink
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
            _request = CacheRequest.Of(HttpMethods.Get, new RequestFields(context.Request.Headers));
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
    }

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

    private async ValueTask<FetchOutcome?> Validated(ResponseHead head, CancellationToken cancellationToken)
    {
        if (!Plan.IsConditional)
        {
            return null;
        }

        switch (CachePolicy.DecideValidation(_request, Plan.Selected, Plan.Stored, head, Plan.Policy))
        {
            case ValidationVerdict.Freshened verdict:
                return await Confirm(verdict, cancellationToken);
            case ValidationVerdict.ServeStale verdict:
                return new FetchOutcome.HiddenError(verdict.Served, verdict.Stale, head.Status);
            case ValidationVerdict.FetchAgain:
                return new FetchOutcome.AskAgain();
            default:
                return null;
        }
    }

    private async ValueTask<FetchOutcome> Confirm(ValidationVerdict.Freshened verdict, CancellationToken cancellationToken)
    {
        var served = verdict.Served with { Head = verdict.Head, MarkedStale = false };
        foreach (var update in verdict.Updates)
        {
            var updated = await store.UpdateAsync(update.Stored, update.Head, _mark, cancellationToken);
            served = updated is not null && updated.Id == verdict.Served.Id ? updated : served;
        }

        if (!verdict.Forget.IsEmpty)
        {
            await store.PurgeAsync(new PurgeScope.OfKey(Plan.Key), PurgeMode.Hard, cancellationToken);
        }

        var names = ImmutableArray.CreateRange(served.Selecting, static field => field.Name);
        return new FetchOutcome.Confirmed(served, Selection.FieldsOf(names, _request.Fields));
    }

    private async ValueTask<FetchOutcome> StoreOrPass(ResponseHead head, CancellationToken cancellationToken)
    {
        switch (CachePolicy.DecideStore(_request, head, Plan.Policy))
        {
            case StoreVerdict.Store verdict:
                var draft = new EntryDraft(
                    Plan.Key, verdict.Head, verdict.Selecting, TagsOf(verdict), verdict.AnnouncedLength, Plan.Policy.MaxObjectSize, _mark);
                _expectedLength = draft.ExpectedLength;
                return await OpenAsync(draft, cancellationToken) is { } writer
                    ? new FetchOutcome.Growing(draft, head.Fields, writer)
                    : Pass(head, StoreRefusal.NoRoom);
            case StoreVerdict.Refuse refused:
                return Pass(head, refused.Reason);
            default:
                throw new InvalidOperationException("A response is either stored or refused.");
        }
    }

    private async ValueTask<FetchOutcome> StorePart(PartPlan part, ResponseHead head, CancellationToken cancellationToken)
    {
        if (head.Facts.Range is not { } range)
        {
            return await StoreOrPass(head, cancellationToken);
        }

        if (!part.MayStore || range.CompleteLength <= part.LongestWhole)
        {
            return Pass(head, StoreRefusal.PartialContent);
        }

        return part.Stored is { } stored && await Combine(stored, head, cancellationToken) is { } combined
            ? combined
            : await StoreOrPass(head, cancellationToken);
    }

    private async ValueTask<FetchOutcome?> Combine(StoredResponse stored, ResponseHead head, CancellationToken cancellationToken)
    {
        if (await PartAssembly.PrepareAsync(store, _request, stored, head, Plan.Policy) is not { } assembly)
        {
            return null;
        }

        var draft = new EntryDraft(
            Plan.Key, assembly.Head, stored.Selecting, stored.Tags, assembly.Length, Plan.Policy.MaxObjectSize, _mark);
        if (await OpenAsync(draft, cancellationToken) is { } writer)
        {
            if (await assembly.WriteBeforeAsync(writer, cancellationToken))
            {
                _assembly = assembly;
                return new FetchOutcome.Part(head, writer, assembly.Offset, assembly.ReceivedLength);
            }

            // The stored part cannot be read: the received one is stored by itself.
            Volatile.Write(ref _writer, null);
            await writer.DisposeAsync();
        }

        await assembly.DisposeAsync();
        return null;
    }

    private async ValueTask<IEntryWriter?> OpenAsync(EntryDraft draft, CancellationToken cancellationToken)
    {
        var writer = await store.CreateAsync(draft, cancellationToken);
        Volatile.Write(ref _writer, writer);
        return writer;
    }

    private ImmutableArray<string> TagsOf(StoreVerdict.Store verdict)
    {
        ImmutableArray<string> tags = [.. verdict.Tags, .. Plan.Meaning.TagsOf(verdict.Head.Status)];
        return Plan.Policy.KeyHeaders.IsEmpty ? tags : tags.Add(CacheKeys.ResourceTag(Plan.Key));
    }

    private FetchOutcome.Unshared Pass(ResponseHead head, StoreRefusal refusal)
    {
        Log.NotStored(logger, Shown, ReasonName.Of(refusal));
        var pipe = new Pipe();
        lock (_gate)
        {
            _isWanted = !_ownerGone;
            _unshared = _isWanted ? pipe : null;
        }

        return new FetchOutcome.Unshared(head, refusal, pipe.Reader);
    }

    private async ValueTask EndAsync(GatewayError? error, DetachedResponse response)
    {
        if (error is not null && !response.HasStarted)
        {
            _outcome.TrySetResult(new FetchOutcome.Failed(error));
            return;
        }

        if (response.IsAborted)
        {
            Break(new IOException("The upstream broke the connection in the middle of its answer."), response);
            return;
        }

        await response.CompleteAsync();
        Volatile.Write(ref _isEnding, true);
        if (_assembly is not null && _writer is not null && !await _assembly.WriteAfterAsync(_writer))
        {
            Break(new IOException("The stored part could not be read."), response);
            return;
        }

        if (_writer is not null && await _writer.CommitAsync(CancellationToken.None) is null)
        {
            Log.NotCommitted(logger, Shown);
        }

        if (_unshared is not null)
        {
            await _unshared.Writer.CompleteAsync();
        }
    }

    private void Break(Exception cause, DetachedResponse response)
    {
        if (_ownerGone || response.IsUnwanted)
        {
            Log.FetchUnwanted(logger, Shown);
        }
        else
        {
            Log.FetchBroken(logger, Shown, cause.Message);
        }

        _writer?.Abort(cause);
        _unshared?.Writer.Complete(new IOException("The fetch broke before its answer was complete.", cause));
        _outcome.TrySetResult(new FetchOutcome.Failed(
            new GatewayError(ErrorCode.UpstreamReset, "The upstream broke the connection before its answer was there.")));
    }
}
