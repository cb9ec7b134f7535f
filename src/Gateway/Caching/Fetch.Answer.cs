using System.Collections.Immutable;
using System.IO.Pipelines;
using Gateway.Errors;
using Gateway.HttpCache;
using Gateway.HttpCache.Policy;
using Gateway.HttpCache.Storage;

namespace Gateway.Caching;

/// <content>What an answer of the upstream comes to.</content>
internal sealed partial class Fetch
{
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
            // Confirmed for this one use, and not to be stored any longer.
            _kept = await store.OpenAsync(verdict.Served, cancellationToken);
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
