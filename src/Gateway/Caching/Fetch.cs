using System.Collections.Immutable;
using System.IO.Pipelines;
using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;
using Gateway.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caching;

/// <summary>
/// One request to the upstream on behalf of a key. It runs on a context of its own and belongs to no client: the one that caused it
/// may leave, others wait for the same <see cref="Outcome"/>.
/// </summary>
internal sealed class Fetch(FetchPlan plan, ICacheStore store, TimeProvider time, ILogger logger) : IFetchSink
{
    private readonly TaskCompletionSource<FetchOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly PurgeMark _mark = store.Mark;
    private readonly DateTimeOffset _requestTime = time.GetUtcNow();
    private CacheRequest _request;
    private IEntryWriter? _writer;
    private Pipe? _unshared;
    private bool _ownerGone;
    private int _holders = 1;

    private string Shown => AccessTarget.WithoutQuery(plan.Key.Target);

    /// <summary>What the stages below wrote down of the fetch.</summary>
    public RequestRecord Record { get; } = new();

    /// <summary>What the fetch came to; complete when the upstream's head is there.</summary>
    public Task<FetchOutcome> Outcome => _outcome.Task;

    /// <summary>
    /// Runs the fetch to its end. Never throws: what goes wrong is the outcome, or breaks those who read the entry already.
    /// </summary>
    /// <param name="context">The detached context.</param>
    /// <param name="response">Its response side, which writes to this fetch.</param>
    /// <param name="rest">The rest of the pipeline.</param>
    public async Task RunAsync(HttpContext context, DetachedResponse response, RequestDelegate rest)
    {
        try
        {
            Condition(context.Request.Headers);
            _request = CacheRequest.Of(HttpMethods.Get, new RequestFields(context.Request.Headers));
            await rest(context);
            if (context.Features.Get<GatewayError>() is { } error && !response.HasStarted)
            {
                _outcome.TrySetResult(new FetchOutcome.Failed(error));
                return;
            }

            if (response.IsAborted)
            {
                Break(new IOException("The upstream broke the connection in the middle of its answer."));
                return;
            }

            await response.CompleteAsync();
            await Finish();
        }
        catch (Exception exception)
        {
            Break(exception);
        }
        finally
        {
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

        if (isLast && _writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }

    /// <summary>Ends the fetch before it began: the store has meanwhile what it would have brought.</summary>
    public void Dismiss() => _outcome.TrySetResult(new FetchOutcome.LookAgain());

    /// <summary>The client that caused the fetch is gone, or never was. An answer that is for it alone has no purpose then.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _ownerGone = true;
            _unshared?.Reader.Complete();
        }
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(int status, IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var head = new ResponseHead(status, ToFields(headers), _requestTime, time.GetUtcNow());
        if ((plan.Stored.Count > 0 || plan.Selected is not null) && await Validated(head, cancellationToken) is { } validated)
        {
            _outcome.TrySetResult(validated);
            return;
        }

        var refusal = StoreRefusal.TooLarge;
        switch (CachePolicy.DecideStore(_request, head, plan.Policy))
        {
            case StoreVerdict.Store verdict:
                var draft = new EntryDraft(
                    plan.Key, verdict.Head, verdict.Selecting, [.. verdict.Tags, .. plan.Meaning.TagsOf(status)],
                    verdict.AnnouncedLength, plan.Policy.MaxObjectSize, _mark);
                _writer = await store.CreateAsync(draft, cancellationToken);
                if (_writer is not null)
                {
                    _outcome.TrySetResult(new FetchOutcome.Growing(draft with { Head = verdict.Head }, _writer));
                    return;
                }

                break;
            case StoreVerdict.Refuse refused:
                refusal = refused.Reason;
                break;
        }

        Log.NotStored(logger, Shown, ReasonName.Of(refusal));
        _outcome.TrySetResult(new FetchOutcome.Unshared(head, refusal, OpenUnshared()));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_writer is not null)
        {
            return await _writer.WriteAsync(bytes, cancellationToken);
        }

        if (_unshared is not null)
        {
            var flushed = await _unshared.Writer.WriteAsync(bytes, cancellationToken);
            return !flushed.IsCompleted;
        }

        // The body of an error that a stale entry hides, or of a 304: nobody wants it.
        return true;
    }

    /// <summary>
    /// Replaces the client's conditions, which speak of what the client has, by those of what is stored (RFC 9111 §4.3.1).
    /// </summary>
    private void Condition(IHeaderDictionary headers)
    {
        foreach (var field in UpstreamConditions.ReplacedFields)
        {
            headers.Remove(field);
        }

        var conditions = CachePolicy.PrepareValidation(plan.Selected, plan.Stored);
        if (conditions.IfNoneMatch is not null)
        {
            headers[HeaderNames.IfNoneMatch] = conditions.IfNoneMatch;
        }

        if (conditions.IfModifiedSince is not null)
        {
            headers[HeaderNames.IfModifiedSince] = conditions.IfModifiedSince;
        }
    }

    private async ValueTask<FetchOutcome?> Validated(ResponseHead head, CancellationToken cancellationToken)
    {
        switch (CachePolicy.DecideValidation(_request, plan.Selected, plan.Stored, head, plan.Policy))
        {
            case ValidationVerdict.Freshened verdict:
                var served = verdict.Served with { Head = verdict.Head, MarkedStale = false };
                foreach (var update in verdict.Updates)
                {
                    var updated = await store.UpdateAsync(update.Stored, update.Head, _mark, cancellationToken);
                    served = updated is not null && updated.Id == verdict.Served.Id ? updated : served;
                }

                foreach (var _ in verdict.Forget.Take(1))
                {
                    await store.PurgeAsync(new PurgeScope.OfKey(plan.Key), PurgeMode.Hard, cancellationToken);
                }

                return new FetchOutcome.Confirmed(served);
            case ValidationVerdict.ServeStale verdict:
                return new FetchOutcome.HiddenError(verdict.Served, verdict.Stale, head.Status);
            case ValidationVerdict.FetchAgain:
                await store.PurgeAsync(new PurgeScope.OfKey(plan.Key), PurgeMode.Hard, cancellationToken);
                return new FetchOutcome.LookAgain();
            default:
                return null;
        }
    }

    private PipeReader OpenUnshared()
    {
        var pipe = new Pipe();
        lock (_gate)
        {
            _unshared = pipe;
            if (_ownerGone)
            {
                pipe.Reader.Complete();
            }
        }

        return pipe.Reader;
    }

    private async ValueTask Finish()
    {
        if (_writer is not null && await _writer.CommitAsync(CancellationToken.None) is null)
        {
            Log.NotCommitted(logger, Shown);
        }

        if (_unshared is not null)
        {
            await _unshared.Writer.CompleteAsync();
        }
    }

    private void Break(Exception exception)
    {
        Log.FetchBroken(logger, Shown, exception.Message);
        _writer?.Abort(exception);
        _unshared?.Writer.Complete(exception);
        _outcome.TrySetResult(new FetchOutcome.Failed(
            new GatewayError(ErrorCode.UpstreamReset, "The upstream broke the connection before its answer was there.")));
    }

    private static FieldList ToFields(IHeaderDictionary headers)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(headers.Count + 2);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                fields.Add(new Field(name, value ?? ""));
            }
        }

        return new FieldList(fields.DrainToImmutable());
    }
}
